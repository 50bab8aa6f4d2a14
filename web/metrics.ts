import { Counter, Histogram, Registry } from 'prom-client';

export interface Metrics {
  readonly unknownLinks: Counter;
  readonly requests: Histogram<'method' | 'route' | 'status'>;
  readonly contentType: string;
  text(): Promise<string>;
}

/** The web process's figures, in a registry of their own. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  return {
    unknownLinks: new Counter({
      name: 'countersign_unknown_link_total',
      help: 'Visits to link pages with a token that was never issued or is not well formed.',
      registers: [registry],
    }),
    requests: new Histogram({
      name: 'countersign_http_request_seconds',
      help: 'Time to answer, by route pattern.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
      registers: [registry],
    }),
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}
