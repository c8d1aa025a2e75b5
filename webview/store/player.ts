// Plays the recorded steps of the followed trace at a pace a person can see, whatever the speed of the lab.
import type { Speed } from '../../lab-cluster/host/protocol.ts';
import type { ViewStore } from './view-store.ts';

/** How long a step stays before the next one. */
function stepPauseMs(speed: Speed): number {
  if (speed === 'max' || speed >= 60) {
    return 80;
  }
  if (speed >= 10) {
    return 240;
  }
  return speed >= 1 ? 1300 : Math.min(4000, 1300 / Math.sqrt(Math.max(0.05, speed)));
}

/** How long a message takes along its edge; 0 means that no glyph moves. */
export function messageMs(speed: Speed): number {
  if (speed === 'max' || speed >= 60) {
    return 0;
  }
  return speed >= 10 ? Math.min(480, stepPauseMs(speed)) : speed >= 1 ? 480 : 960;
}

export function createPlayer(store: ViewStore, goToStep: (step: number) => void, atEnd: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;

  function stop(): void {
    clearTimeout(timer);
    timer = undefined;
    if (store.state.playing) {
      store.dispatch({ do: 'playing', playing: false });
    }
  }

  function schedule(): void {
    timer = setTimeout(next, stepPauseMs(store.state.lab?.speed ?? 1));
  }

  function next(): void {
    const { trace, step } = store.state;
    if (trace === undefined) {
      return stop();
    }
    if (step < trace.steps.length) {
      goToStep(step + 1);
      return schedule();
    }
    // The trace may still grow: wait for what the lab does next, and go live when it is done.
    if (trace.open && store.state.lab?.paused === false) {
      return schedule();
    }
    atEnd();
  }

  return {
    start(): void {
      clearTimeout(timer);
      store.dispatch({ do: 'playing', playing: true });
      schedule();
    },
    stop,
  };
}
