/** At most `limit` calls in `perMs`. */
export interface Limit {
  readonly limit: number;
  readonly perMs: number;
}

export interface Limits {
  readonly global: Limit;
  readonly messages: Limit;
  readonly reactions: Limit;
  readonly other: Limit;
}

/** As seen at Discord; they may change there at any time, so clients must read the headers. */
export const REAL_LIMITS: Limits = {
  global: { limit: 50, perMs: 1000 },
  messages: { limit: 5, perMs: 5000 },
  reactions: { limit: 1, perMs: 250 },
  other: { limit: 10, perMs: 1000 },
};

export const NO_LIMITS: Limits = {
  global: { limit: 100_000, perMs: 1000 },
  messages: { limit: 100_000, perMs: 1000 },
  reactions: { limit: 100_000, perMs: 1000 },
  other: { limit: 100_000, perMs: 1000 },
};

export interface Turn {
  readonly allowed: boolean;
  readonly global: boolean;
  readonly headers: Readonly<Record<string, string>>;
  /** Seconds. */
  readonly retryAfter: number;
}

interface Window {
  used: number;
  endsAt: number;
}

/** Counts calls in fixed windows, per bucket and over all. */
export function limiter(limits: () => Limits): (bucket: string, kind: keyof Limits, now: number) => Turn {
  const windows = new Map<string, Window>();
  const take = (key: string, { limit, perMs }: Limit, now: number): { left: number; endsAt: number } => {
    const old = windows.get(key);
    const window = old === undefined || old.endsAt <= now ? { used: 0, endsAt: now + perMs } : old;
    windows.set(key, window);
    window.used += 1;
    return { left: limit - window.used, endsAt: window.endsAt };
  };
  return (bucket, kind, now) => {
    const all = take('', limits().global, now);
    if (all.left < 0) {
      const retryAfter = (all.endsAt - now) / 1000;
      const headers = {
        'x-ratelimit-global': 'true',
        'x-ratelimit-scope': 'global',
        'retry-after': String(retryAfter),
      };
      return { allowed: false, global: true, headers, retryAfter };
    }
    const one = take(bucket, limits()[kind], now);
    const retryAfter = Math.max(0, one.endsAt - now) / 1000;
    const headers = {
      'x-ratelimit-limit': String(limits()[kind].limit),
      'x-ratelimit-remaining': String(Math.max(0, one.left)),
      'x-ratelimit-reset': String(one.endsAt / 1000),
      'x-ratelimit-reset-after': String(retryAfter),
      'x-ratelimit-bucket': Buffer.from(bucket.replace(/\d{5,}/g, ''))
        .toString('hex')
        .slice(0, 32),
    };
    const late = { 'x-ratelimit-scope': 'user', 'retry-after': String(retryAfter) };
    return {
      allowed: one.left >= 0,
      global: false,
      headers: one.left >= 0 ? headers : { ...headers, ...late },
      retryAfter,
    };
  };
}
