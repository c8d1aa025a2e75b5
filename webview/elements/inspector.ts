// The inspector: title with step arrows, then saw, decided and wrote, the one table that matters, diff, command and role, always in this order.
import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Explanation, PodRow } from '../../lab-cluster/index.ts';
import { needsAttention } from '../store/attention.ts';
import type { Conductor } from '../store/conductor.ts';
import { inspectedKey } from '../store/explainer.ts';
import { placeIcon, placeOf } from '../store/places.ts';
import { podWords } from '../store/pods.ts';
import { lastRefusal, refusedBy, waiters } from '../store/standing.ts';
import { isPast, type ViewState } from '../store/view-state.ts';
import { objectsOf } from '../store/trace-model.ts';
import { begun, nameOf } from '../store/words.ts';
import { icon, type IconName } from '../theme/icons.ts';
import { addStyles } from '../theme/styles.ts';
import { button, iconButton, progress } from '../theme/toolkit.ts';
import {
  commandPart,
  diffPart,
  type Part,
  pipelinePart,
  prose,
  reasonsPart,
  rolePart,
  sawDecidedWrote,
  section,
} from './inspector-parts.ts';
import { chainPart, schedulerPart } from './inspector-tables.ts';
import { elsewhere, nodeFacts } from './node-facts.ts';
import { keysPart, overview, pastPart } from './overview-part.ts';
import { addressesPart, packetPath, packetVerdict } from './packet-part.ts';
import { ScrollMemory } from './scroll-memory.ts';
import { ViewElement } from './view-element.ts';

interface Content {
  readonly icon: IconName;
  readonly title: string;
  /** What is said first, over the whole width where columns are narrow. */
  readonly head: readonly Part[];
  /** The head is a path of many short lines, which no column is wide enough for. */
  readonly isPath?: boolean;
  /** What answers the question, and what proves it: two columns when the inspector is below. */
  readonly first: readonly Part[];
  readonly second: readonly Part[];
}

@customElement('kl-inspector')
export class InspectorElement extends ViewElement {
  @property({ attribute: false }) conductor!: Conductor;
  @property({ attribute: false }) state!: ViewState;
  @property({ type: Boolean }) side = true;
  /** A column of it is less than 340 px wide. */
  @property({ type: Boolean }) narrow = false;

  protected override render() {
    const content = this.#content();
    const { state } = this;
    const steps = state.trace?.steps.length ?? 0;
    const spans = !this.side && (this.narrow || content.isPath === true);
    return html`<div class="insp ${this.side ? 'side' : 'below'}" role="complementary" aria-label="Inspector">
      <div class="ih">${icon(content.icon)}<b class="el grow">${content.title}</b>${
        state.step > 0 && state.followed && state.selection === undefined
          ? html`<span class="nav">${iconButton({ label: 'Previous step', content: icon('previous'), act: () => this.conductor.goToStep(state.step - 1), disabled: state.step <= 1 })}
              <span class="mu n">${state.step} of ${steps}</span>
              ${iconButton({ label: 'Next step', content: icon('next'), act: () => this.conductor.goToStep(state.step + 1), disabled: state.step >= steps })}</span>`
          : state.selection !== undefined || state.walk !== undefined
            ? iconButton({ label: 'Clear selection (Esc)', content: icon('close'), act: this.conductor.clear })
            : nothing
      }</div>
      <div class="ib" @scroll=${(event: Event) => this.#scroll.keep(event.currentTarget as HTMLElement, this.conductor)}>${this.#waiting()}${this.#refusal()}${state.problem === '' ? nothing : html`<p class="problem" role="alert">${icon('warning', 's14 bad')}<span>${state.problem}</span></p>`}${spans ? html`<div class="opening">${content.head}</div>` : nothing}<div>${spans ? nothing : content.head}${content.first}</div><div>${content.second}</div></div>
    </div>`;
  }

  /** Outside requests that wait because time stands still. */
  #waiting(): Part {
    const [first, ...others] = waiters(this.state);
    if (first === undefined) {
      return nothing;
    }
    const until = this.state.lab?.paused === true ? 'until time goes on' : 'because time runs slowly';
    const goOn =
      this.state.lab?.paused === true ? html` <button class="lk" @click=${this.conductor.playOrPause}>Resume time</button>` : nothing;
    const more = others.length === 0 ? nothing : ` So ${others.length === 1 ? 'does 1 other' : `do ${others.length} others`}.`;
    return html`<p class="problem" role="status">${icon('clock', 's14 waits')}<span>${first.who} waits for the answer to <span class="m">${first.request}</span> ${until}.${more}${goOn}</span></p>`;
  }

  /** What was refused last, where the overview that tells of it is not what is shown. */
  #refusal(): Part {
    const { state } = this;
    const refusal = isPast(state) || (state.selection === undefined && state.walk === undefined) ? undefined : lastRefusal(state);
    return refusal === undefined
      ? nothing
      : html`<p class="problem" role="status">${icon('warning', 's14 bad')}<span>${refusedBy(refusal)}: <button class="lk" @click=${() => this.conductor.goToStep(refusal.step)}>${refusal.title}</button>. ${prose(refusal.why)}</span></p>`;
  }

  #content(): Content {
    const { state } = this;
    if (state.walk !== undefined && state.selection === undefined && state.step === 0) {
      const { walk } = state;
      const silent = section('', html`<p class="say mu">The API server takes no part in this: kube-proxy wrote these rules earlier.</p>`);
      const command = walk.chain === undefined ? '' : `iptables -t nat -L ${walk.chain.chain}`;
      return {
        icon: 'globe',
        title: walk.title,
        head: [packetVerdict(walk), packetPath(walk)],
        isPath: true,
        first: [chainPart(walk.chain)],
        second: [silent, addressesPart(walk), commandPart(command, this.conductor.copy)],
      };
    }
    if (state.selection !== undefined) {
      return this.#selected();
    }
    const step = state.followed ? state.trace?.steps[state.step - 1] : undefined;
    const main = step?.spans[0];
    if (step !== undefined && main !== undefined) {
      const place = placeOf(main.component);
      const explanation = this.#explanation();
      const words = explanation ?? main;
      const title = main.kind === 'input' ? 'You' : main.kind === 'packet' ? main.component : place.title;
      return {
        icon: main.kind === 'packet' ? 'globe' : placeIcon(main.kind === 'input' ? 'client' : place.kind),
        title,
        ...this.#explained(explanation, [sawDecidedWrote(words, objectsOf(step))]),
      };
    }
    const past = isPast(state);
    return {
      icon: 'api',
      title: past ? 'The cluster as it was' : 'The cluster',
      head: [
        overview(state, { select: this.#select, goToStep: this.conductor.goToStep, openSample: this.conductor.openSample }),
        past ? nothing : keysPart(),
      ],
      first: [],
      second: past ? [pastPart(state, this.conductor.goToStep)] : [],
    };
  }

  readonly #scroll = new ScrollMemory('inspector');

  protected override updated(): void {
    this.#scroll.restore(
      this.querySelector('.ib'),
      this.state.walk === undefined ? inspectedKey(this.state) : `packet ${this.state.walk.title} ${inspectedKey(this.state)}`,
      this.state,
    );
  }

  readonly #select = (object: string) => this.conductor.select({ kind: 'object', object });

  /** The explanation, if it belongs to what is shown. */
  #explanation(): Explanation | undefined {
    return this.state.explained === inspectedKey(this.state) ? this.state.explanation : undefined;
  }

  #explained(explanation: Explanation | undefined, head: readonly Part[]): Pick<Content, 'head' | 'first' | 'second'> {
    if (explanation === undefined) {
      return { head, first: [], second: [] };
    }
    const tables = [
      schedulerPart(explanation.scheduler, this.narrow ? 'narrow' : 'wide'),
      chainPart(explanation.chain),
      pipelinePart(explanation.pipeline),
    ];
    const reasons = reasonsPart(explanation.reasons, this.#inTrouble(), (span) => this.conductor.explainSpan(span));
    const main = this.#inTrouble() ? [reasons, ...tables] : [...tables, reasons];
    const role = rolePart(explanation, this.state.telling, this.conductor.setTelling);
    const command = commandPart(explanation.command, this.conductor.copy);
    return this.side
      ? { head, first: main, second: [diffPart(explanation.diff), command, role] }
      : { head, first: [command, role], second: [...main, diffPart(explanation.diff)] };
  }

  /** Whether what is selected is not as it should be: only then do causes take the colours of trouble. */
  #inTrouble(): boolean {
    const { selection, picture } = this.state;
    return selection?.kind === 'object' && needsAttention(picture).some((item) => item.object === selection.object);
  }

  #selected(): Content {
    const { selection } = this.state;
    const explanation = this.#explanation();
    const waiting = this.state.explained !== inspectedKey(this.state);
    if (selection?.kind === 'component') {
      const place = placeOf(selection.component);
      const title =
        selection.component === 'internet'
          ? 'Internet client'
          : selection.component === 'load-balancer'
            ? 'Load balancer'
            : selection.component === 'more'
              ? 'Other controllers'
              : place.title;
      const head = [
        waiting ? progress('Asking the lab') : nothing,
        this.#lead(explanation),
        this.#watches(selection.component),
        this.#processActions(selection.component),
      ];
      return { icon: selection.component === 'internet' ? 'globe' : placeIcon(place.kind), title, ...this.#explained(explanation, head) };
    }
    const object = selection?.object ?? '';
    const title = explanation?.title || titleOf(object);
    const head = [
      waiting ? progress('Asking the lab') : nothing,
      this.#lead(explanation),
      explanation === undefined ? this.#podFacts(object) : nothing,
      this.#nodeFacts(object),
      this.#objectActions(object),
    ];
    return { icon: objectIcon(object, title), title, ...this.#explained(explanation, head) };
  }

  /** How it stands, in a sentence; for what was done, the three words below say it. */
  #lead(explanation: Explanation | undefined): Part {
    if (explanation === undefined) {
      return nothing;
    }
    const { selection } = this.state;
    const objects = selection?.kind === 'object' ? [selection.object] : [];
    const stands = explanation.decided === '' && explanation.wrote === '';
    return section(
      '',
      html`${stands && explanation.saw !== '' ? html`<p class="say">${prose(begun(explanation.saw, objects))}</p>` : sawDecidedWrote(explanation, objects)}${explanation.subtitle === '' ? nothing : html`<p class="mu note">${explanation.subtitle}</p>`}`,
    );
  }

  #nodeFacts(object: string): Part {
    const [kind, name = ''] = object.split('/');
    const { picture, level } = this.state;
    return kind === 'nodes'
      ? html`${nodeFacts(picture, name)}${level === 'tiles' ? elsewhere(picture, name, this.#select) : nothing}`
      : nothing;
  }

  #podFacts(object: string): Part {
    const [kind, namespace, name] = object.split('/');
    const pod: PodRow | undefined =
      kind === 'pods' ? [...this.state.picture.pods.values()].find((row) => row.namespace === namespace && row.name === name) : undefined;
    if (pod === undefined) {
      return nothing;
    }
    const ready = pod.containers.filter((dot) => dot.state === 'ready').length;
    return section(
      '',
      html`<table><tr><td>${podWords(pod) || 'Running'}</td><td>${ready} of ${pod.containers.length} containers ready</td></tr>
      <tr><td class="mu">node, address</td><td class="m">${pod.node || 'none yet'}${pod.ip === '' ? '' : `, ${pod.ip}`}</td></tr>
      ${pod.restarts > 0 ? html`<tr><td class="mu">restarts</td><td>${pod.restarts}</td></tr>` : nothing}
      ${pod.reason === '' ? nothing : html`<tr><td class="mu">because</td><td>${pod.reason}</td></tr>`}</table>`,
    );
  }

  #watches(component: string): Part {
    const rows = this.state.picture.components;
    const row = rows.find((candidate) => candidate.name === component);
    const controller = rows.flatMap((candidate) => candidate.controllers).find((candidate) => candidate.name === component);
    const watches = row?.watches.length ? row.watches : (controller?.watches ?? []);
    if (component === 'more') {
      const names =
        rows.find((candidate) => candidate.name === 'kube-controller-manager')?.controllers.map((candidate) => candidate.name) ?? [];
      return section('Controllers in this process', html`<p class="note">${names.join(', ')}</p>`);
    }
    return watches.length === 0 ? nothing : section('Watches', html`<p class="note m">${watches.join(', ')}</p>`);
  }

  /** A process can be killed and restarted: what matters is in etcd, so it comes back. */
  #processActions(component: string): Part {
    const row = this.state.picture.components.find((candidate) => candidate.name === component);
    if (row === undefined || this.state.goal.at === 'past') {
      return nothing;
    }
    const act = row.up
      ? button({ label: 'Kill this process', act: () => this.conductor.kill(component), secondary: true })
      : button({ label: 'Restart this process', act: () => this.conductor.restart(component) });
    return section(
      '',
      html`<div class="acts">${act}${row.restarts > 0 ? html`<span class="mu">restarted ${row.restarts} times</span>` : nothing}</div>`,
    );
  }

  #objectActions(object: string): Part {
    const [kind, namespace, name] = object.split('/');
    const packet =
      kind === 'services' && this.state.goal.at === 'live'
        ? button({ label: 'Send a packet', act: () => this.conductor.sendPacket(`${namespace}/${name}`) })
        : nothing;
    const services =
      kind === 'pods' || kind === 'deployments'
        ? this.state.picture.services.filter((service) => service.namespace === namespace && service.name === name)
        : [];
    return section(
      '',
      html`<div class="acts">${packet}${services.map((service) => button({ label: `Send a packet to Service ${service.name}`, act: () => this.conductor.sendPacket(`${service.namespace}/${service.name}`) }))}${button({ label: 'Open YAML', act: () => this.conductor.openYaml(object), secondary: true })}</div>`,
    );
  }
}

function titleOf(object: string): string {
  const kind = object.split('/')[0] ?? '';
  const singular = kind.endsWith('s') ? kind.slice(0, -1) : kind;
  return `${singular.slice(0, 1).toUpperCase()}${singular.slice(1)} ${nameOf(object)}`;
}

function objectIcon(object: string, title: string): IconName {
  if (title.endsWith('?')) {
    return 'warning';
  }
  const kind = object.split('/')[0] ?? '';
  return kind === 'pods' ? 'pod' : kind === 'nodes' ? 'node' : kind === 'services' ? 'balancer' : 'gear';
}

addStyles(`
kl-inspector{display:block;min-width:0;overflow:clip}
.insp{height:100%;overflow:clip;min-width:0;display:flex;flex-direction:column}
.insp.side{border-left:1px solid var(--line)}.insp.below{border-top:1px solid var(--line)}
.ih{height:36px;flex:none;display:flex;align-items:center;gap:8px;padding:0 8px 0 12px;border-bottom:1px solid var(--line);white-space:nowrap}
.ih b{font-size:13px;line-height:18px;font-weight:600}.ih .nav{display:flex;align-items:center;gap:2px;font-size:11px}.ih .nav .n{min-width:48px;text-align:center}
.ib{flex:1;min-height:0;overflow:auto;padding:10px 12px 12px;scrollbar-width:thin}
.ib>div+div .sec:first-child{margin-top:14px}.ib>div:empty+div .sec:first-child{margin-top:0}
.below .ib{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1.1fr);gap:0 20px;padding:10px 12px 8px;align-content:start}
.below .ib>div+div .sec:first-child{margin-top:0}.below .problem,.opening{grid-column:1/-1}.opening{margin-bottom:12px}
/* What goes on below the edge fades out instead of being cut through. */
.ib{mask-image:linear-gradient(#000 calc(100% - 14px),transparent)}.insp .ib{padding-bottom:16px}
body[data-vscode-theme-kind^=vscode-high-contrast] .ib{mask-image:none}
.acts{display:flex;flex-wrap:wrap;gap:8px;align-items:center}
.insp .note{margin:0;font-size:11px;line-height:16px;overflow-wrap:anywhere}.insp .note.m{font-size:11px}
.i.waits{color:var(--warn)}.problem{display:flex;gap:6px;margin:0 0 10px;align-items:flex-start}
`);
