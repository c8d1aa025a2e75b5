// The one place that acts: turns what a person does into calls to the lab, and what the lab says into changes of state.
import type { Episode, Micros, SpanId } from '../../lab-cluster/index.ts';
import type { LabState, Speed } from '../../lab-cluster/host/protocol.ts';
import type { Level } from '../layout/level.ts';
import { clockText, type ToView } from '../protocol.ts';
import { CursorMover } from './cursor-mover.ts';
import { createExplainer } from './explainer.ts';
import type { HostLink } from './host-link.ts';
import { keepState } from './keeper.ts';
import { loadKept } from './kept.ts';
import { createPlayer } from './player.ts';
import { Poller } from './poller.ts';
import { firstAttention, overviewText } from './attention.ts';
import { live, type Scroll, type Selection, type Telling } from './view-state.ts';
import type { ViewStore } from './view-store.ts';
import { forkMeans } from './words.ts';

/** Episodes looked through for one that touched the selection. */
const episodesSearched = 20;

export class Conductor {
  readonly #store: ViewStore;
  readonly #host: HostLink;
  readonly #explainer: ReturnType<typeof createExplainer>;
  readonly #poller: Poller;
  readonly #player: ReturnType<typeof createPlayer>;
  readonly #cursor: CursorMover;
  #phase = '';

  constructor(store: ViewStore, host: HostLink) {
    this.#store = store;
    this.#host = host;
    this.#explainer = createExplainer(store, host);
    this.#poller = new Poller(store, host);
    this.#player = createPlayer(store, (step) => this.#showStep(step), this.returnToLive);
    this.#cursor = new CursorMover(store, host, this.#fail);
    keepState(store, host);
    store.subscribe(() => this.#explainer.refresh());
  }

  start(): void {
    const { keptRoot, ...part } = loadKept(this.#host.load());
    this.#store.dispatch({ do: 'restore', part });
    if (keptRoot !== undefined) {
      this.#poller.pin(keptRoot);
    }
    this.#host.send({ type: 'ready' });
  }

  /** Takes a message from the extension. */
  take(message: ToView): void {
    if (this.#host.take(message)) {
      return;
    }
    switch (message.type) {
      case 'state':
        return this.#takeLab(message.state);
      case 'picture':
        this.#store.dispatch({ do: 'picture', delta: message.delta, cursor: message.cursor });
        return this.#poller.wake();
      case 'showEpisode':
        return this.#follow(message.episode, true);
      case 'select':
        this.#store.dispatch({ do: 'select', selection: { kind: 'object', object: message.object } });
        return this.#explainer.give(message.explanation);
      case 'showPacket':
        this.#player.stop();
        this.#store.dispatch({ do: 'walk', walk: message.walk });
        return this.#cursor.moveTo(live);
      default:
        return;
    }
  }

  setVisible(visible: boolean): void {
    this.#cursor.setVisible(visible);
    this.#poller.setVisible(visible);
  }

  readonly goToStep = (step: number): void => {
    this.#player.stop();
    this.#showStep(step);
  };

  readonly returnToLive = (): void => {
    const { trace, followed } = this.#store.state;
    this.#player.stop();
    if (followed && trace !== undefined && trace.root === this.#poller.newestRoot) {
      this.#store.dispatch({ do: 'step', step: trace.steps.length });
    } else {
      this.#store.dispatch({ do: 'unfollow' });
    }
    this.#cursor.moveTo(live);
  };

  /** Puts the cursor at an instant; the step that was going on then becomes the current one. */
  readonly lookAt = (timeUs: Micros): void => {
    this.#player.stop();
    const { trace, lab } = this.#store.state;
    if (lab && timeUs >= lab.timeUs) {
      return this.returnToLive();
    }
    const step =
      trace !== undefined && timeUs <= trace.endUs
        ? (trace.steps.findLast(({ atUs }) => atUs <= timeUs) ?? trace.steps.find(({ startUs }) => startUs <= timeUs))
        : undefined;
    this.#store.dispatch(step === undefined ? { do: 'unfollow' } : { do: 'step', step: step.number });
    this.#cursor.moveTo({ at: 'past', timeUs });
  };

  readonly stepForward = (): void => {
    const { trace, step, goal, followed } = this.#store.state;
    this.#player.stop();
    if (goal.at === 'live') {
      return this.#lab(this.#host.call('step', null));
    }
    if (trace !== undefined && followed && step < trace.steps.length) {
      return this.#showStep(step + 1);
    }
    this.returnToLive();
  };

  readonly stepBack = (): void => {
    const { trace, step, followed } = this.#store.state;
    this.#player.stop();
    if (trace !== undefined && trace.steps.length > 0) {
      this.#showStep(followed && step > 0 ? Math.max(1, step - 1) : trace.steps.length);
    }
  };

  /** Pauses the lab's time or lets it go on, wherever the picture stands. */
  readonly playOrPause = (): void => {
    const { lab } = this.#store.state;
    if (lab) {
      this.#lab(this.#host.call(lab.paused ? 'resume' : 'pause', null));
    }
  };

  /** Plays the recorded steps from the current one, or from the first; pressed again, it stops. */
  readonly replay = (): void => {
    const { trace, step, playing, followed } = this.#store.state;
    if (playing || trace === undefined || trace.steps.length === 0) {
      return this.#player.stop();
    }
    this.#player.start();
    if (!followed || step >= trace.steps.length) {
      this.#showStep(1);
    }
  };

  readonly skip = (ms: number): void => {
    if (this.#store.state.goal.at === 'live') {
      this.#lab(this.#host.call('skip', { ms }));
    }
  };

  readonly setSpeed = (speed: Speed): void => this.#lab(this.#host.call('speed', { speed }));

  readonly select = (selection: Selection | undefined): void => {
    this.#store.dispatch({ do: 'select', selection });
  };

  readonly clear = (): void => {
    this.#player.stop();
    if (this.#store.state.selection !== undefined) {
      return this.select(undefined);
    }
    const past = this.#store.state.goal.at === 'past';
    this.#store.dispatch({ do: 'unfollow' });
    if (past) {
      this.#cursor.moveTo(live);
    }
  };

  /** Takes back the last thing done from outside. */
  readonly undo = (): void => {
    this.#host
      .call('episodes', { limit: 1 })
      .then(([newest]) => {
        if (newest !== undefined) {
          this.#rewindTo(Math.max(0, newest.startUs - 1));
          this.#announce(`Undone: ${newest.title}`);
        }
      })
      .catch(this.#fail);
  };

  readonly forkHere = (): void => {
    const { goal } = this.#store.state;
    if (goal.at === 'past') {
      const { picture, lab } = this.#store.state;
      this.#rewindTo(goal.timeUs);
      this.#announce(forkMeans(picture.revision, lab?.revision ?? picture.revision));
    }
  };

  readonly bookmark = (): void => {
    const { picture, goal } = this.#store.state;
    this.#store.dispatch({
      do: 'bookmark',
      bookmark: { revision: picture.revision, timeUs: goal.at === 'past' ? goal.timeUs : picture.timeUs },
    });
    this.#announce(`Bookmark at revision ${picture.revision}, ${clockText(picture.timeUs, true)}`);
  };

  readonly nextBookmark = (direction: 1 | -1): void => {
    const { bookmarks, picture, goal } = this.#store.state;
    const here = goal.at === 'past' ? goal.timeUs : picture.timeUs;
    const target = direction > 0 ? bookmarks.find((mark) => mark.timeUs > here) : bookmarks.findLast((mark) => mark.timeUs < here);
    if (target !== undefined) {
      this.lookAt(target.timeUs);
    }
  };

  /** Follows the newest request that touched the selected object, or the newest one when nothing is selected. */
  readonly followSelection = (): void => {
    const { selection, trace } = this.#store.state;
    if (selection?.kind !== 'object') {
      return this.goToStep(trace?.steps.length ?? 0);
    }
    this.#findEpisode(selection.object)
      .then((episode) => (episode === undefined ? this.#announce('No request in the trace touched it') : this.#follow(episode, false)))
      .catch(this.#fail);
  };

  /** Why is it so: explains what is selected, or the first thing that needs attention. */
  readonly why = (): void => {
    const { selection, picture } = this.#store.state;
    const first = selection === undefined ? firstAttention(picture) : undefined;
    if (first !== undefined) {
      return this.select({ kind: 'object', object: first });
    }
    this.#explainer.again();
  };

  readonly sendPacket = (service: string): void => {
    this.#host
      .call('packet', { service })
      .then((walk) => this.#store.dispatch({ do: 'walk', walk }))
      .catch(this.#fail);
  };

  readonly explainSpan = (span: SpanId): void => this.#explainer.explainSpan(span);
  readonly kill = (process: string): void => this.#lab(this.#host.call('kill', { process }));
  readonly restart = (process: string): void => this.#lab(this.#host.call('restart', { process }));
  readonly setLevel = (level: Level): void => this.#store.dispatch({ do: 'level', level });
  readonly setTextView = (on: boolean): void => this.#store.dispatch({ do: 'textView', on });
  readonly scrolled = (place: keyof Scroll, key: string, top: number): void => this.#store.dispatch({ do: 'scroll', place, key, top });
  readonly setTelling = (telling: Telling): void => this.#store.dispatch({ do: 'telling', telling });
  readonly copy = (text: string): void => this.#host.send({ type: 'copy', text });
  readonly startCluster = (): void => this.#host.send({ type: 'startCluster' });
  readonly openSample = (): void => this.#host.send({ type: 'openSample' });

  readonly openYaml = (object: string): void => {
    const { goal } = this.#store.state;
    this.#host.send({ type: 'openYaml', object, ...(goal.at === 'past' ? { timeUs: goal.timeUs } : {}) });
  };

  readonly #fail = (error: unknown): void => {
    this.#store.dispatch({ do: 'problem', text: error instanceof Error ? error.message : String(error) });
  };

  /** Takes the lab state that a call answers. */
  #lab(answer: Promise<LabState>): void {
    answer.then((state) => this.#takeLab(state)).catch(this.#fail);
  }

  #takeLab(state: LabState | null): void {
    const before = this.#store.state.lab;
    this.#store.dispatch({ do: 'lab', state });
    const phase = state?.phase ?? 'none';
    if (phase !== this.#phase) {
      this.#phase = phase;
      if (phase === 'running') {
        this.#cursor.renew();
      } else {
        this.#poller.forget();
      }
    }
    this.#poller.wake();
    if (state?.phase === 'running' && before?.idle === false && state.idle && this.#store.state.goal.at === 'live') {
      this.#announce(`Settled at revision ${state.revision}. ${overviewText(this.#store.state.picture)}`);
    }
  }

  /** Shows a step on the map: the picture goes to its instant, or stays live when it is the newest there is. */
  #showStep(number: number): void {
    const { trace, lab, playing } = this.#store.state;
    const step = trace?.steps[number - 1];
    if (trace === undefined || step === undefined || !lab) {
      return;
    }
    this.#store.dispatch({ do: 'step', step: number });
    const newest = number === trace.steps.length && trace.root === this.#poller.newestRoot;
    this.#cursor.moveTo(newest && !playing ? live : { at: 'past', timeUs: Math.min(step.atUs, lab.timeUs) });
    if (lab.speed !== 'max' && lab.speed <= 1) {
      this.#announce(`Step ${number} of ${trace.steps.length}: ${step.action}. ${step.spans[0]?.decided ?? ''}`);
    }
  }

  #follow(episode: Episode, play: boolean): void {
    this.#player.stop();
    this.#store.dispatch({ do: 'select', selection: undefined });
    this.#store.dispatch({ do: 'episode', episode, follow: true });
    this.#poller.pin(episode.root);
    this.#showStep(play ? 1 : (this.#store.state.trace?.steps.length ?? 0));
    if (play) {
      this.#player.start();
    }
  }

  async #findEpisode(object: string): Promise<Episode | undefined> {
    for (const { root } of await this.#host.call('episodes', { limit: episodesSearched })) {
      const episode = await this.#host.call('episode', { root });
      if (episode.spans.some((span) => span.object === object || span.object.startsWith(`${object}/`))) {
        return episode;
      }
    }
    return undefined;
  }

  #rewindTo(timeUs: Micros): void {
    this.#player.stop();
    this.#host
      .call('rewind', { timeUs })
      .then((state) => {
        this.#takeLab(state);
        this.#poller.forget();
        this.#store.dispatch({ do: 'forgetAfter', timeUs });
        this.#store.dispatch({ do: 'unfollow' });
        this.#cursor.moveTo(live);
      })
      .catch(this.#fail);
  }

  #announce(text: string): void {
    this.#store.dispatch({ do: 'announce', text });
  }
}
