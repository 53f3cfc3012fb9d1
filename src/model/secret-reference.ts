const PREFIX = 'secret:';

/** The name in `secret:NAME`, the value of a variable that is a secret; `null` for a text that stands for itself. */
export function referenceOf(value: string): string | null {
  return value.startsWith(PREFIX) ? value.slice(PREFIX.length) : null;
}

/** The texts among an agent's variables, and its secrets: variable → name. Both sorted by variable. */
export function splitEnv(env: Readonly<Record<string, string>>) {
  const sorted = Object.entries(env).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    env: Object.fromEntries(sorted.filter(([, value]) => referenceOf(value) === null)),
    secrets: Object.fromEntries(
      sorted.flatMap(([variable, value]) => {
        const name = referenceOf(value);
        return name === null ? [] : [[variable, name] as const];
      }),
    ),
  };
}

/** Whether a variable of that name with that text looks like a secret that stands in the open. */
export function looksSecret(variable: string, value: string): boolean {
  if (value.length < 6 || /^(?:~?\/|\$|file:|https?:\/\/[^@]*$)/.test(value)) return false;
  return /(?:^|_)(?:TOKEN|KEY|APIKEY|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?)$/i.test(variable);
}

/** A name for the secret of a variable: `OPENAI_API_KEY` → `openai-api-key`. */
export function secretNameFor(variable: string): string {
  const name = variable.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return (
    name
      .replace(/^[^a-z]+/, '')
      .replace(/-+$/, '')
      .slice(0, 60) || 'key'
  );
}
