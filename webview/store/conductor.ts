// The one place that acts: turns what a person does into calls to the lab, and what the lab says into changes of state.
import type { Micros, SpanId } from '../../lab-cluster/index.ts';
import type { Cursor, LabState, Speed } from '../../lab-cluster/host/protocol.ts';
import type { Level } from '../layout/level.ts';
import type { ToView } from '../protocol.ts';
import { createExplainer } from './explainer.ts';
import type { HostLink } from './host-link.ts';
import { loadKept, toKept } from './kept.ts';
import { createPlayer } from './player.ts';
import { createPoller } from './poller.ts';
import { settledUs } from './trace-model.ts';
import { live, type Selection, type Telling } from './view-state.ts';
import type { ViewStore } from './view-store.ts';
import { clock } from './words.ts';

export type Conductor = ReturnType<typeof createConductor>;

export function createConductor(store: ViewStore, host: HostLink) {
  const explainer = createExplainer(store, host);
  const poller = createPoller(store, host);
  const player = createPlayer(
    store,
    (step) => goToStep(step),
    () => returnToLive(),
  );
  let visible = true;
  let moving = false;
  let followedPhase = '';

  function fail(error: unknown): void {
    store.dispatch({ do: 'problem', text: error instanceof Error ? error.message : String(error) });
  }

  /** Runs a call and takes the lab state it answers. */
  function lab(answer: Promise<LabState>): Promise<void> {
    return answer.then((state) => takeLab(state)).catch(fail);
  }

  function takeLab(state: LabState | null): void {
    store.dispatch({ do: 'lab', state });
    const phase = state?.phase ?? 'none';
    if (phase !== followedPhase) {
      followedPhase = phase;
      if (phase === 'running') {
        followPicture(store.state.goal);
      }
    }
    poller.wake();
  }

  function followPicture(cursor: Cursor): void {
    host.call('follow', visible ? { on: true, cursor, maxPerSecond: 10 } : { on: false }).catch(fail);
  }

  /** Moves the picture's cursor; while one move is under way only the newest wish is kept, so a drag never queues up. */
  function moveCursor(goal: Cursor): void {
    store.dispatch({ do: 'goal', goal });
    if (moving) {
      return;
    }
    moving = true;
    const asked = goal;
    host
      .call('follow', { on: true, cursor: asked, maxPerSecond: 10 })
      .catch(fail)
      .finally(() => {
        moving = false;
        if (!sameCursor(store.state.goal, asked)) {
          moveCursor(store.state.goal);
        }
      });
  }

  function goToStep(number: number): void {
    const { trace, lab: labState } = store.state;
    const step = trace?.steps[number - 1];
    if (trace === undefined || step === undefined || !labState) {
      return;
    }
    store.dispatch({ do: 'step', step: number });
    const newest = number === trace.steps.length && trace.root === poller.newestRoot();
    moveCursor(newest && !store.state.playing ? live : { at: 'past', timeUs: Math.min(settledUs(step), labState.timeUs) });
    if (typeof labState.speed !== 'number' || labState.speed <= 1) {
      announceStep(number);
    }
    explainer.refresh();
  }

  function announceStep(number: number): void {
    const step = store.state.trace?.steps[number - 1];
    const span = step?.spans[0];
    if (step !== undefined && span !== undefined) {
      store.dispatch({ do: 'announce', text: `Step ${number} of ${store.state.trace?.steps.length}: ${step.action}. ${span.decided}` });
    }
  }

  function returnToLive(): void {
    const { trace, followed } = store.state;
    player.stop();
    if (followed && trace !== undefined && trace.root === poller.newestRoot()) {
      store.dispatch({ do: 'step', step: trace.steps.length });
    } else {
      store.dispatch({ do: 'unfollow' });
    }
    moveCursor(live);
    explainer.refresh();
  }

  function lookAt(timeUs: Micros): void {
    player.stop();
    const { trace, lab: labState } = store.state;
    if (labState && timeUs >= labState.timeUs) {
      return returnToLive();
    }
    const at = trace?.steps.filter((step) => step.startUs <= timeUs).at(-1);
    if (at !== undefined && trace !== undefined && timeUs <= trace.endUs) {
      store.dispatch({ do: 'step', step: at.number });
      explainer.refresh();
    } else {
      store.dispatch({ do: 'unfollow' });
    }
    moveCursor({ at: 'past', timeUs });
  }

  function stepForward(): void {
    const { trace, step, goal, followed } = store.state;
    player.stop();
    if (goal.at === 'past' && trace !== undefined && followed && step < trace.steps.length) {
      return goToStep(step + 1);
    }
    if (goal.at === 'past') {
      return returnToLive();
    }
    void lab(host.call('step', null));
  }

  function stepBack(): void {
    const { trace, step, followed } = store.state;
    player.stop();
    if (trace === undefined || trace.steps.length === 0) {
      return;
    }
    goToStep(followed && step > 0 ? Math.max(1, step - 1) : trace.steps.length);
  }

  function playOrPause(): void {
    const { lab: labState, goal, playing } = store.state;
    if (playing) {
      return player.stop();
    }
    if (goal.at === 'past' && store.state.followed) {
      return player.start();
    }
    if (goal.at === 'past') {
      returnToLive();
    }
    if (labState) {
      void lab(host.call(labState.paused ? 'resume' : 'pause', null));
    }
  }

  function select(selection: Selection | undefined): void {
    store.dispatch({ do: 'select', selection });
    explainer.refresh();
  }

  function rewindTo(timeUs: Micros): Promise<void> {
    player.stop();
    return lab(host.call('rewind', { timeUs })).then(() => {
      poller.forget();
      store.dispatch({ do: 'forgetAfter', timeUs });
      store.dispatch({ do: 'unfollow' });
      moveCursor(live);
    });
  }

  async function undo(): Promise<void> {
    try {
      const [newest] = await host.call('episodes', { limit: 1 });
      if (newest !== undefined) {
        await rewindTo(Math.max(0, newest.startUs - 1));
        store.dispatch({ do: 'announce', text: `Undone: ${newest.title}` });
      }
    } catch (error) {
      fail(error);
    }
  }

  function take(message: ToView): void {
    if (host.take(message)) {
      return;
    }
    switch (message.type) {
      case 'state':
        return takeLab(message.state);
      case 'picture':
        store.dispatch({ do: 'picture', delta: message.delta, cursor: message.cursor });
        return poller.wake();
      case 'showEpisode':
        store.dispatch({ do: 'episode', episode: message.episode, follow: true });
        poller.pin(message.episode.root);
        goToStep(1);
        return player.start();
      case 'select':
        store.dispatch({ do: 'select', selection: { kind: 'object', object: message.object } });
        return explainer.give(message.explanation);
      case 'showPacket':
        player.stop();
        store.dispatch({ do: 'walk', walk: message.walk });
        return moveCursor(live);
      default:
        return;
    }
  }

  let keptText = '';
  let keeping: ReturnType<typeof setTimeout> | undefined;
  store.subscribe(() => {
    keeping ??= setTimeout(() => {
      keeping = undefined;
      const text = JSON.stringify(toKept(store.state));
      if (text !== keptText) {
        keptText = text;
        host.save(toKept(store.state));
      }
    }, 300);
  });

  return {
    take,
    start(): void {
      const kept = loadKept(host.load());
      store.dispatch({ do: 'restore', part: kept });
      if (kept.keptRoot !== undefined) {
        poller.pin(kept.keptRoot);
      }
      host.send({ type: 'ready' });
    },
    setVisible(on: boolean): void {
      visible = on;
      if (store.state.lab?.phase === 'running') {
        followPicture(store.state.goal);
      }
      poller.setVisible(on);
    },
    goToStep(step: number): void {
      player.stop();
      goToStep(step);
    },
    returnToLive,
    lookAt,
    stepForward,
    stepBack,
    playOrPause,
    select,
    undo,
    forkHere(): void {
      const { goal } = store.state;
      if (goal.at === 'past') {
        void rewindTo(goal.timeUs);
      }
    },
    skip: (ms: number) => lab(host.call('skip', { ms })),
    setSpeed: (speed: Speed) => lab(host.call('speed', { speed })),
    bookmark(): void {
      const { picture } = store.state;
      store.dispatch({ do: 'bookmark', bookmark: { revision: picture.revision, timeUs: picture.timeUs } });
      store.dispatch({ do: 'announce', text: `Bookmark at revision ${picture.revision}, ${clock(picture.timeUs)}` });
    },
    nextBookmark(direction: 1 | -1): void {
      const { bookmarks, picture } = store.state;
      const candidates = bookmarks.filter((mark) => (direction > 0 ? mark.timeUs > picture.timeUs : mark.timeUs < picture.timeUs));
      const target = direction > 0 ? candidates[0] : candidates.at(-1);
      if (target !== undefined) {
        lookAt(target.timeUs);
      }
    },
    /** Follows the newest episode that touched the selection, or the one shown. */
    followSelection(): void {
      const { trace } = store.state;
      if (trace !== undefined && trace.steps.length > 0) {
        goToStep(trace.steps.length);
      }
    },
    why(): void {
      explainer.refresh();
    },
    clear(): void {
      player.stop();
      if (store.state.selection !== undefined) {
        return select(undefined);
      }
      store.dispatch({ do: 'unfollow' });
      explainer.refresh();
    },
    explainSpan: (span: SpanId) => explainer.explainSpan(span),
    setLevel: (level: Level) => store.dispatch({ do: 'level', level }),
    setTextView: (on: boolean) => store.dispatch({ do: 'textView', on }),
    setTelling: (telling: Telling) => store.dispatch({ do: 'telling', telling }),
    kill: (process: string) => lab(host.call('kill', { process })),
    restart: (process: string) => lab(host.call('restart', { process })),
    sendPacket(service: string): void {
      host
        .call('packet', { service })
        .then((walk) => store.dispatch({ do: 'walk', walk }))
        .catch(fail);
    },
    openYaml: (object: string) =>
      host.send({ type: 'openYaml', object, ...(store.state.goal.at === 'past' ? { timeUs: store.state.goal.timeUs } : {}) }),
    copy: (text: string) => host.send({ type: 'copy', text }),
    startCluster: () => host.send({ type: 'startCluster' }),
    openSample: () => host.send({ type: 'openSample' }),
  };
}

function sameCursor(a: Cursor, b: Cursor): boolean {
  return a.at === b.at && (a.at === 'live' || b.at === 'live' || a.timeUs === b.timeUs);
}
