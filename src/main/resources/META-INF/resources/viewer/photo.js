/** Views a face is in, by its box's longer side: as it is best, and at least. */
const MARGIN = 2.1;
const LEAST_MARGIN = 1.3;

/** The photo around a face, beside the 3D view. */
export class PhotoView {
  constructor(canvas) {
    this.canvas = canvas;
    this.marks = true;
    new ResizeObserver(() => this.draw()).observe(canvas);
  }

  /** Loads the photo of a face; fails where the server does not have it any more. */
  async show(face) {
    this.face = face;
    const image = new Image();
    image.src = `/api/faces/${face.key}/photo.jpg`;
    try {
      [face.landmarks] = await Promise.all([face.landmarks ?? landmarksOf(face), image.decode()]);
    } catch {
      if (this.face === face) {
        this.image = null;
        this.canvas.setAttribute('aria-label', 'The photo is not on the server any more');
        this.draw();
      }
      return;
    }
    if (this.face !== face) return;
    this.image = image;
    this.canvas.setAttribute('aria-label', `The photo of face ${face.index + 1} of camera ${face.camera}`);
    this.draw();
  }

  draw() {
    const ratio = Math.min(devicePixelRatio, 2);
    const width = Math.round(ratio * this.canvas.clientWidth);
    const height = Math.round(ratio * this.canvas.clientHeight);
    if (!width || !height) return;
    this.canvas.width = width;
    this.canvas.height = height;
    if (!this.image) return;
    const context = this.canvas.getContext('2d');
    const [x, y, w, h] = this.#pixels();
    const { naturalWidth, naturalHeight } = this.image;
    // As near as the face asks for, but nearer where the photo would not fill the view otherwise.
    const face = Math.min(width, height) / Math.max(w, h);
    const cover = Math.max(width / naturalWidth, height / naturalHeight);
    const scale = Math.max(face / MARGIN, Math.min(cover, face / LEAST_MARGIN));
    context.translate(width / 2, height / 2);
    context.scale(scale, scale);
    context.translate(-within(x + w / 2, width / scale, naturalWidth), -within(y + h / 2, height / scale, naturalHeight));
    context.imageSmoothingQuality = 'high';
    context.drawImage(this.image, 0, 0);
    if (this.marks) this.#mark(context, x, y, w, h, scale / ratio);
  }

  #pixels() {
    const { naturalWidth, naturalHeight } = this.image;
    const [x, y, w, h] = this.face.box;
    return [x * naturalWidth, y * naturalHeight, w * naturalWidth, h * naturalHeight].map(v => v / 10000);
  }

  #mark(context, x, y, w, h, scale) {
    const style = getComputedStyle(this.canvas);
    context.strokeStyle = style.color;
    context.lineWidth = 2 / scale;
    context.beginPath();
    context.roundRect(x, y, w, h, 10 / scale);
    context.stroke();
    context.fillStyle = style.caretColor;
    const points = this.face.landmarks ?? [];
    for (let i = 0; i < points.length; i += 2) {
      context.beginPath();
      context.arc(points[i] * this.image.naturalWidth / 10000, points[i + 1] * this.image.naturalHeight / 10000, 1.1 / scale, 0, 7);
      context.fill();
    }
  }
}

/** The middle of a view of this size that shows no more than there must be beside the photo. */
function within(middle, size, whole) {
  return size >= whole ? whole / 2 : Math.min(Math.max(middle, size / 2), whole - size / 2);
}

/** Lists of faces come without them. */
async function landmarksOf(face) {
  const response = await fetch(`/api/faces/${face.key}`);
  return response.ok ? (await response.json()).landmarks : [];
}
