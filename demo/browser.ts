/** A browser without scripts: it keeps cookies, follows redirects, and sends forms with the hidden fields that they came with. */
export interface Browser {
  open(url: string): Promise<Page>;
  /** Sends the form of the page that is open. */
  send(page: Page, fields: Readonly<Record<string, string>>, action?: string): Promise<Page>;
}

export interface Page {
  readonly url: string;
  readonly status: number;
  readonly text: string;
}

const mostRedirects = 5;

export function createBrowser(): Browser {
  const cookies = new Map<string, string>();

  async function go(url: string, init: RequestInit = {}, redirects = 0): Promise<Page> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(init.headers as Record<string, string> | undefined), ...(cookie && { cookie }) };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name && value !== undefined) cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null || redirects === mostRedirects)
      return { url, status: response.status, text: await response.text() };
    return go(new URL(location, url).href, {}, redirects + 1);
  }

  return {
    open: (url) => go(url),
    send(page, fields, action) {
      const form = new URLSearchParams({ ...hiddenIn(page.text), ...fields });
      const target = new URL(action ?? actionIn(page.text) ?? page.url, page.url);
      const { origin } = target;
      const init = page.text.includes('enctype="multipart/form-data"')
        ? { headers: { origin }, body: multipart(form) }
        : { headers: { origin, 'content-type': 'application/x-www-form-urlencoded' }, body: form.toString() };
      return go(target.href, { method: 'POST', ...init });
    },
  };
}

function multipart(fields: URLSearchParams): FormData {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  return form;
}

/** What stands around a page has forms of its own, to sign out. */
function mainOf(text: string): string {
  return text.slice(Math.max(0, text.indexOf('<main')));
}

function hiddenIn(text: string): Readonly<Record<string, string>> {
  const inputs = mainOf(text).matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g);
  return Object.fromEntries([...inputs].map(([, name, value]) => [name!, value!]));
}

function actionIn(text: string): string | undefined {
  return /<form[^>]* method="post"[^>]* action="([^"]+)"/.exec(mainOf(text))?.[1];
}
