const SVG = 'http://www.w3.org/2000/svg';
const SECONDS = 90;
const WIDTH = 120;
const HEIGHT = 34;

const METERS = [
  { name: 'throughput', unit: '/s', digits: 1, words: 'records a second' },
  { name: 'latency', unit: 'ms', digits: 0, words: 'milliseconds a record' },
  { name: 'lag', unit: '', digits: 0, words: 'records waiting' },
];

/** Throughput, latency and lag of every stage, as lines over the last ninety seconds. */
export class Stages {
  constructor(list, empty) {
    this.list = list;
    this.empty = empty;
    this.cards = new Map();
  }

  take(message) {
    this.empty.hidden = message.here;
    this.states = message.stages;
    this.failure = message.failure;
    for (const stage of message.stages) {
      let card = this.cards.get(stage.name);
      if (!card) {
        card = new Card(stage.name);
        this.cards.set(stage.name, card);
        this.list.append(card.element);
      }
      card.take(stage, message.at);
    }
    for (const [name, card] of this.cards) {
      if (!message.stages.some(stage => stage.name === name)) {
        card.element.remove();
        this.cards.delete(name);
      }
    }
  }

  /** Those that are not running, in words; empty where all are. */
  down() {
    return (this.states ?? []).filter(stage => stage.state !== 'RUNNING').map(stage => `${stage.name} is ${wordFor(stage.state)}`);
  }
}

function wordFor(state) {
  return { CREATED: 'starting', REBALANCING: 'getting ready', RUNNING: 'running', ERROR: 'down', NOT_RUNNING: 'stopped',
    PENDING_ERROR: 'going down', PENDING_SHUTDOWN: 'stopping' }[state] ?? state.toLowerCase();
}

class Card {
  constructor(name) {
    this.element = document.createElement('li');
    const title = document.createElement('h3');
    title.innerHTML = '<span class="dot"></span><span></span><small></small>';
    title.children[1].textContent = name;
    this.state = title.children[2];
    this.element.append(title);
    this.plots = METERS.map(meter => {
      const plot = new Plot(meter);
      this.element.append(plot.element);
      return plot;
    });
  }

  take(stage, at) {
    this.element.dataset.state = stage.state;
    this.state.textContent = stage.unfinished ? `${wordFor(stage.state)} · ${stage.unfinished} not finished` : wordFor(stage.state);
    const before = this.before;
    this.before = { ...stage, at };
    if (!before || at <= before.at || stage.records < before.records) return;
    const records = stage.records - before.records;
    this.plots[0].add(1000 * records / (at - before.at));
    // A second without a record has no latency: the line goes on where it was.
    this.plots[1].add(records ? (stage.millis - before.millis) / records : null);
    this.plots[2].add(stage.lag);
  }
}

class Plot {
  constructor(meter) {
    this.meter = meter;
    this.values = [];
    this.element = document.createElement('div');
    this.element.className = 'plot';
    this.element.setAttribute('role', 'img');
    const label = document.createElement('span');
    label.textContent = meter.name;
    this.value = document.createElement('b');
    this.svg = document.createElementNS(SVG, 'svg');
    this.svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
    this.svg.setAttribute('preserveAspectRatio', 'none');
    this.area = document.createElementNS(SVG, 'path');
    this.area.setAttribute('class', 'area');
    this.line = document.createElementNS(SVG, 'path');
    this.line.setAttribute('class', 'line');
    this.svg.append(this.area, this.line);
    this.element.append(label, this.value, this.svg);
    this.#write(null);
  }

  add(value) {
    this.values.push(value ?? this.values.at(-1) ?? 0);
    if (this.values.length > SECONDS) this.values.shift();
    this.#write(value ?? (this.values.at(-1) || null));
    const top = Math.max(1, ...this.values) * 1.1;
    const x = i => WIDTH * (i + SECONDS - this.values.length) / (SECONDS - 1);
    const points = this.values.map((v, i) => `${x(i).toFixed(1)} ${(HEIGHT - 1 - (HEIGHT - 3) * v / top).toFixed(1)}`);
    this.line.setAttribute('d', `M${points.join('L')}`);
    this.area.setAttribute('d', `M${x(0).toFixed(1)} ${HEIGHT}L${points.join('L')}L${WIDTH} ${HEIGHT}Z`);
  }

  #write(value) {
    const { name, unit, digits, words } = this.meter;
    this.value.textContent = value === null ? '–' : `${value.toFixed(digits)}${unit && '\u2009' + unit}`;
    this.element.setAttribute('aria-label', value === null ? `${name}: nothing yet` : `${name}: ${value.toFixed(digits)} ${words}`);
  }
}
