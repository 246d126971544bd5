/** The last faces as a strip of pictures; the arrow keys walk along it. */
export class Gallery {
  constructor(list, empty, { open, most = 48 }) {
    this.list = list;
    this.empty = empty;
    this.open = open;
    this.most = most;
    this.faces = new Map();
    list.addEventListener('keydown', event => this.#key(event));
  }

  /** All faces anew, newest first. */
  reset(faces) {
    this.faces = new Map();
    this.list.replaceChildren();
    [...faces].reverse().forEach(face => this.add(face));
  }

  add(face) {
    this.faces.get(face.key)?.element.remove();
    const element = document.createElement('li');
    const button = document.createElement('button');
    button.type = 'button';
    const image = document.createElement('img');
    image.alt = `Face ${face.index + 1} of camera ${face.camera}, ${new Date(face.capturedAt).toLocaleTimeString()}`;
    image.loading = 'lazy';
    image.decoding = 'async';
    image.src = `/api/faces/${face.key}/thumbnail.jpg`;
    image.onerror = () => button.classList.add('gone');
    button.append(image);
    button.onclick = () => this.open(face);
    element.append(button);
    this.list.prepend(element);
    this.faces.set(face.key, { face, element, button });
    while (this.faces.size > this.most) {
      const [key, oldest] = this.faces.entries().next().value;
      oldest.element.remove();
      this.faces.delete(key);
    }
    this.empty.hidden = true;
    this.#mark();
  }

  get(key) { return this.faces.get(key)?.face; }

  newest() { return [...this.faces.values()].at(-1)?.face; }

  select(key) {
    this.selected = key;
    this.#mark();
  }

  #mark() {
    for (const [key, { button }] of this.faces) {
      button.setAttribute('aria-pressed', String(key === this.selected));
    }
  }

  #key(event) {
    const step = { ArrowRight: 'nextElementSibling', ArrowLeft: 'previousElementSibling' }[event.key];
    const to = step && event.target.closest('li')?.[step];
    if (to) {
      event.preventDefault();
      to.querySelector('button').focus();
    }
  }
}
