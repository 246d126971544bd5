const AT_A_TIME = 2;
const MOST_FILES = 200;
const MOST_BYTES = 16 * 1024 * 1024;
const PATIENCE = 20_000;
const KEPT_ANSWERS = 64;
const PICTURES = /\.(jpe?g|png|webp)$/i;

/** The files of a drop, those in folders too, at most MOST_FILES. */
export async function filesOf(transfer) {
  const entries = [...transfer.items].map(item => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return [...transfer.files];
  const files = [];
  for (const entry of entries) await collect(entry, files, entry.isFile);
  return files;
}

async function collect(entry, files, named) {
  if (files.length > MOST_FILES) return;
  if (entry.isFile) {
    // Of a folder only pictures; a file that somebody names is sent, and answered, whatever it is.
    if (named || PICTURES.test(entry.name)) {
      files.push(await new Promise((done, failed) => entry.file(done, failed)));
    }
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (!some.length) return;
    for (const child of some) await collect(child, files, false);
  }
}

/**
 * Publishes pictures as frames of a camera, a few at a time, each held until it is answered.
 * Calls `said(text, kind)`, `waiting(number)`, `late(name)` where no answer comes, and for each face
 * `arrived(message, when its photo was dropped)`.
 */
export class Uploads {
  constructor(camera, { said, waiting, late, arrived }) {
    this.camera = camera;
    this.said = said;
    this.waiting = waiting;
    this.late = late;
    this.arrived = arrived;
    this.queue = [];
    this.open = new Map();
    this.early = new Map();
    this.active = 0;
  }

  add(files) {
    const pictures = files.slice(0, MOST_FILES);
    if (files.length > MOST_FILES) {
      this.said(`These are more than ${MOST_FILES} photos; the first ${MOST_FILES} are sent.`, 'problem');
    }
    if (!pictures.length) this.said('There is no photo in this: JPEG, PNG and WebP can be used.', 'problem');
    const dropped = performance.now();
    for (const file of pictures) {
      if (file.size > MOST_BYTES) {
        this.said(`${file.name} has more than 16 MiB; save it smaller and drop it again.`, 'problem');
      } else {
        this.queue.push({ file, dropped });
      }
    }
    this.#next();
  }

  #next() {
    while (this.active < AT_A_TIME && this.queue.length) {
      this.active++;
      this.#send(this.queue.shift());
    }
    this.waiting(this.active + this.queue.length);
  }

  async #send(item) {
    try {
      const { sequence } = await publish(this.camera, item.file);
      // Its place is given away then; an answer that still comes is taken.
      const timer = setTimeout(() => {
        this.late(item.file.name);
        this.#giveWay(sequence);
      }, PATIENCE);
      this.open.set(sequence, { ...item, timer, faces: 0, inWay: true });
      if (this.open.size > KEPT_ANSWERS) this.#end(this.open.keys().next().value);
      // The answer may be faster than the response to the request.
      this.early.get(sequence)?.forEach(message => this.take(message));
      this.early.delete(sequence);
    } catch (error) {
      this.said(`${item.file.name}: ${error.message}`, 'problem');
      this.active--;
      this.#next();
    }
  }

  #giveWay(sequence) {
    const item = this.open.get(sequence);
    if (!item?.inWay) return;
    clearTimeout(item.timer);
    item.inWay = false;
    this.active--;
    this.#next();
  }

  #end(sequence) {
    this.#giveWay(sequence);
    this.open.delete(sequence);
  }

  /** A message about a frame. */
  take(message) {
    if (message.camera !== this.camera) return;
    const item = this.open.get(message.sequence);
    if (!item) {
      this.early.set(message.sequence, [...this.early.get(message.sequence) ?? [], message]);
      if (this.early.size > KEPT_ANSWERS) this.early.delete(this.early.keys().next().value);
      return;
    }
    const name = item.file.name;
    if (message.type === 'frame') {
      if (message.status === 'NO_FACE') this.said(`No face was found in ${name}. Faces should be at least 40 pixels wide and not turned away.`, 'problem');
      if (message.status === 'REJECTED') this.said(`${name} cannot be used: ${message.message}`, 'problem');
      if (message.status === 'SHED') this.said(`${name} came too late and was left out.`, 'problem');
      if (message.status !== 'FACES') this.#end(message.sequence);
      else item.expected = message.faceCount;
    }
    if (message.type === 'failed') this.said(`A face in ${name} failed in ${message.stage}: ${message.message}`, 'problem');
    if (message.type === 'face') this.arrived(message, item.dropped);
    if (message.type === 'failed' || message.type === 'face') {
      item.faces++;
      item.expected ??= message.faceCount;
    }
    if (item.expected !== undefined && item.faces >= item.expected) {
      this.#end(message.sequence);
    }
  }
}

/** Publishes one picture; fails with a sentence for a person. */
export async function publish(camera, blob) {
  let response;
  try {
    response = await fetch(`/api/cameras/${encodeURIComponent(camera)}/frames`, {
      method: 'POST',
      body: blob,
      headers: { 'Content-Type': ['image/jpeg', 'image/png', 'image/webp'].includes(blob.type) ? blob.type : 'application/octet-stream' },
    });
  } catch {
    throw new Error('the server does not answer');
  }
  if (!response.ok) throw new Error(await detailOf(response));
  return response.json();
}

/** What a refusal says. */
export async function detailOf(response) {
  try {
    return (await response.json()).detail;
  } catch {
    return response.status === 413 ? 'it is too large' : `the server answers ${response.status}`;
  }
}
