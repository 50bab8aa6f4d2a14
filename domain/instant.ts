/** A point in time: milliseconds since 1970-01-01T00:00:00Z. Plain, so that it can be a payload and a row. */
export type Instant = number;
