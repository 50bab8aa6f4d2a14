const longestName = 120;

/** What a file is called, without what could disguise it: folders, control characters, marks that turn the writing round. */
export function fileName(sent: string | undefined): string {
  const name = (sent ?? '')
    .toWellFormed()
    .split(/[/\\]/)
    .at(-1)!
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .trim();
  if (name.length <= longestName) return name === '' ? 'file' : name;
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 && name.length - dot <= 10 ? name.slice(dot) : '';
  return `${name.slice(0, longestName - ending.length - 1)}…${ending}`;
}
