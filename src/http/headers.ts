/**
 * What every answer says, whoever writes it. Strict-Transport-Security is sent always: a browser heeds it over TLS only,
 * and behind the proxy that ends TLS Cordon cannot tell. Nothing is kept by a cache, nothing is framed, nothing is
 * loaded from an answer by another site.
 */
export const shellHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** The pages that try the product out load their own script, style and images, and ask this API. */
export const pagesPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'";
