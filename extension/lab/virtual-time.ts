// The lab's speed and instants as people write them.

export function speedText(speed: number | 'max'): string {
  return speed === 'max' ? 'max' : `${speed}×`;
}

/** Reads `90`, `1:30`, `00:01:30.5`, `90s`, `2m`: microseconds, or undefined when it is none of them. */
export function parseClock(text: string): number | undefined {
  const unit = /^(\d+(?:\.\d+)?)\s*(s|m|h|)$/.exec(text.trim());
  if (unit !== null) {
    const factor = { '': 1, s: 1, m: 60, h: 3600 }[unit[2] ?? ''] ?? 1;
    return Math.round(Number(unit[1]) * factor * 1_000_000);
  }
  const clock = /^(?:(\d+):)?(\d{1,2}):(\d{1,2}(?:\.\d+)?)$/.exec(text.trim());
  if (clock === null) return undefined;
  return Math.round((Number(clock[1] ?? 0) * 3600 + Number(clock[2]) * 60 + Number(clock[3])) * 1_000_000);
}
