// Which time zones there are, asked of the host's own database, and Go's words for those there are not.

/** Models the error of time.LoadLocation, which knows names as they are spelled in the database. */
export function timeZoneProblem(name: string): string | undefined {
  return name === '' || name === 'UTC' || name === 'Local' || isKnown(name) ? undefined : `unknown time zone ${name}`;
}

function isKnown(name: string): boolean {
  // Offsets are no names, though some hosts take them.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions();
    // Hosts forgive wrong capitals, Go does not; another name altogether is an alias, and those are fine.
    return timeZone === name || timeZone.toLowerCase() !== name.toLowerCase();
  } catch {
    return false;
  }
}
