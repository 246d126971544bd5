const LIMIT = 80;
const STEP = 5;

/** A disc on which the light's direction is dragged, or moved by the arrow keys. */
export class LightPad {
  constructor(element, text, light, changed) {
    this.element = element;
    this.text = text;
    this.changed = changed;
    this.light = light;
    element.addEventListener('pointerdown', event => {
      element.setPointerCapture(event.pointerId);
      this.#point(event);
    });
    element.addEventListener('pointermove', event => {
      if (element.hasPointerCapture(event.pointerId)) this.#point(event);
    });
    element.addEventListener('keydown', event => this.#key(event));
    this.#set(light.azimuth, light.elevation);
  }

  #point(event) {
    const box = this.element.getBoundingClientRect();
    const x = 2 * (event.clientX - box.left) / box.width - 1;
    const y = 2 * (event.clientY - box.top) / box.height - 1;
    this.#set(90 * x, -90 * y);
  }

  #key(event) {
    const [right, up] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key] ?? [0, 0];
    if (right || up) {
      event.preventDefault();
      this.#set(this.light.azimuth + STEP * right, this.light.elevation + STEP * up);
    }
  }

  #set(azimuth, elevation) {
    const scale = Math.min(1, LIMIT / (Math.hypot(azimuth, elevation) || 1));
    this.light = { azimuth: Math.round(scale * azimuth), elevation: Math.round(scale * elevation) };
    const words = wordsFor(this.light);
    this.text.textContent = words;
    this.element.setAttribute('aria-valuenow', this.light.azimuth);
    this.element.setAttribute('aria-valuetext', words);
    this.element.style.setProperty('--x', `${50 + this.light.azimuth / 1.8}%`);
    this.element.style.setProperty('--y', `${50 - this.light.elevation / 1.8}%`);
    this.changed(this.light);
  }
}

function wordsFor({ azimuth, elevation }) {
  const words = [];
  if (Math.abs(azimuth) > 10) words.push(`from the ${azimuth < 0 ? 'left' : 'right'}`);
  if (Math.abs(elevation) > 10) words.push(elevation > 0 ? 'above' : 'below');
  return words.length ? words.join(', ').replace(/^(above|below)/, 'from $1') : 'from the front';
}
