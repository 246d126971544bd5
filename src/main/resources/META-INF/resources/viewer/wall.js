const SVG = 'http://www.w3.org/2000/svg';

/** The newest frame of every camera, with boxes and landmarks; a face's button opens it in 3D. */
export class Wall {
  constructor(list, empty, { open }) {
    this.list = list;
    this.empty = empty;
    this.open = open;
    this.tiles = new Map();
  }

  take(message) {
    let tile = this.tiles.get(message.camera);
    if (!tile) {
      tile = new Tile(message.camera, this.open);
      this.tiles.set(message.camera, tile);
      this.list.append(tile.element);
      this.empty.hidden = true;
    }
    tile.take(message);
  }

  clear() {
    this.list.replaceChildren();
    this.tiles.clear();
    this.empty.hidden = false;
  }
}

class Tile {
  constructor(camera, open) {
    this.open = open;
    this.element = document.createElement('li');
    this.element.innerHTML = '<figure><div class="frame"><img alt=""><div class="marks"></div></div>'
      + '<figcaption><b></b><span></span></figcaption></figure>';
    this.frame = this.element.querySelector('.frame');
    this.image = this.element.querySelector('img');
    this.marks = this.element.querySelector('.marks');
    this.text = this.element.querySelector('span');
    this.element.querySelector('b').textContent = camera;
    this.image.onload = () => this.#shown();
    this.image.onerror = () => this.#gone();
  }

  /** A newer frame waits until the picture before is there: a slow line skips frames. */
  take(message) {
    this.next = message;
    if (!this.loading) this.#load();
  }

  #load() {
    this.loading = this.next;
    this.next = null;
    const { camera, sequence } = this.loading;
    this.image.src = `/api/cameras/${encodeURIComponent(camera)}/frames/${sequence}/photo.jpg`;
  }

  #shown() {
    this.frame.classList.remove('gone');
    this.frame.style.aspectRatio = `${this.image.naturalWidth} / ${this.image.naturalHeight}`;
    this.#draw(this.loading);
  }

  #gone() {
    this.frame.classList.add('gone');
    this.#draw(this.loading);
  }

  #draw(message) {
    this.loading = null;
    const words = wordsFor(message);
    this.image.alt = `Newest frame of camera ${message.camera}: ${words}`;
    const time = new Date(message.capturedAt).toLocaleTimeString();
    this.text.textContent = `${words} · ${time}`;
    this.element.dataset.status = message.status;
    this.marks.replaceChildren(...message.faces.flatMap(face => [dots(face), this.#box(face)]));
    if (this.next) this.#load();
  }

  #box(face) {
    const [x, y, width, height] = face.box;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'box';
    Object.assign(button.style, {
      left: `${x / 100}%`, top: `${y / 100}%`, width: `${width / 100}%`, height: `${height / 100}%` });
    button.setAttribute('aria-label', `Show face ${face.index + 1} of ${face.faceCount} of camera ${face.camera} in 3D`);
    button.onclick = () => this.open(face);
    return button;
  }
}

function wordsFor(message) {
  if (message.status === 'FACES') {
    const faces = message.faceCount === 1 ? '1 face' : `${message.faceCount} faces`;
    return message.failed ? `${faces}; ${message.failed}` : faces;
  }
  return { NO_FACE: 'no face', SHED: 'left out, too late' }[message.status] ?? (message.message || 'cannot be used');
}

/** The landmarks as dots over the whole frame. */
export function dots(face) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 10000 10000');
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  const points = face.landmarks ?? [];
  let d = '';
  for (let i = 0; i < points.length; i += 2) d += `M${points[i]} ${points[i + 1]}h0`;
  path.setAttribute('d', d);
  svg.append(path);
  return svg;
}
