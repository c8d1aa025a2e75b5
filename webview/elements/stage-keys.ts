// Arrow keys inside the stage: up and down within a column, left and right across the hub, from positions known to the layout.

export function moveInside(stage: HTMLElement, event: KeyboardEvent): void {
  const from = (event.target as HTMLElement).closest<HTMLElement>('[data-col]');
  const keys = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'];
  if (from === null || !keys.includes(event.key) || event.shiftKey) {
    return;
  }
  const target = nearest([...stage.querySelectorAll<HTMLElement>('[data-col]')], from, event.key);
  event.preventDefault();
  event.stopPropagation();
  target?.focus();
}

function nearest(items: readonly HTMLElement[], from: HTMLElement, key: string): HTMLElement | undefined {
  const here = at(from);
  const vertical = key === 'ArrowUp' || key === 'ArrowDown';
  const sign = key === 'ArrowUp' || key === 'ArrowLeft' ? -1 : 1;
  let best: HTMLElement | undefined;
  let bestScore = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const there = at(item);
    const along = vertical ? (there.y - here.y) * sign : (there.col - here.col) * 10_000 * sign + (there.x - here.x) * sign;
    const across = vertical
      ? Math.abs(there.col - here.col) * 10_000 + Math.abs(there.x - here.x)
      : Math.abs(there.y - here.y) * (there.col === here.col ? 1000 : 1);
    const sameColumn = !vertical || there.col === here.col;
    const score = along + across * 2;
    if (item !== from && along > 0 && sameColumn && score < bestScore) {
      best = item;
      bestScore = score;
    }
  }
  return best;
}

function at(item: HTMLElement) {
  return { col: Number(item.dataset['col']), y: Number(item.dataset['y'] ?? 0), x: Number(item.dataset['x'] ?? 0) };
}
