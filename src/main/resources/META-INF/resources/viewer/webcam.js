import { publish } from './upload.js';

const WIDTH = 960;
const QUALITY = 0.85;
const LEAST_MILLIS = 125;
const PATIENCE = 1_500;

const DENIED = {
  NotAllowedError: 'The webcam is blocked. Allow it for this page in the address bar, then switch it on again.',
  NotFoundError: 'No webcam was found. Connect one and switch it on again.',
  NotReadableError: 'The webcam is in use by another program. Close that and switch it on again.',
};

/** Frames from the webcam, each sent when the one before is answered, so that none wait. */
export class Webcam {
  constructor(camera, video, { said, changed }) {
    this.camera = camera;
    this.video = video;
    this.said = said;
    this.changed = changed;
    this.canvas = document.createElement('canvas');
  }

  get on() { return Boolean(this.stream); }

  async start() {
    if (!navigator.mediaDevices) {
      this.said('Browsers give the webcam only to pages on localhost or over HTTPS.', 'problem');
      return;
    }
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({
        video: { width: { ideal: 1280 }, facingMode: 'user' }, audio: false });
    } catch (error) {
      this.said(DENIED[error.name] ?? `The webcam does not start: ${error.message}`, 'problem');
      return;
    }
    this.stream.getVideoTracks()[0].addEventListener('ended', () => this.stop());
    this.video.srcObject = this.stream;
    await this.video.play();
    this.changed();
    this.#run();
  }

  stop() {
    this.stream?.getTracks().forEach(track => track.stop());
    this.stream = null;
    this.video.srcObject = null;
    this.answered?.();
    this.changed();
  }

  /** A message about a frame of this camera. */
  take(message) {
    if (message.camera === this.camera && message.type === 'frame') this.answered?.();
  }

  async #run() {
    while (this.on) {
      const start = performance.now();
      try {
        const blob = await this.#picture();
        if (blob && !document.hidden) {
          const answer = new Promise(done => { this.answered = done; });
          await publish(this.camera, blob);
          await Promise.race([answer, pause(PATIENCE)]);
        }
      } catch (error) {
        this.said(`The webcam's picture was not taken: ${error.message}`, 'problem');
        await pause(2_000);
      }
      await pause(Math.max(0, LEAST_MILLIS - (performance.now() - start)));
    }
  }

  #picture() {
    const { videoWidth, videoHeight } = this.video;
    if (!videoWidth) return null;
    const scale = Math.min(1, WIDTH / videoWidth);
    this.canvas.width = Math.round(scale * videoWidth);
    this.canvas.height = Math.round(scale * videoHeight);
    this.canvas.getContext('2d').drawImage(this.video, 0, 0, this.canvas.width, this.canvas.height);
    return new Promise(done => this.canvas.toBlob(done, 'image/jpeg', QUALITY));
  }
}

function pause(millis) {
  return new Promise(done => setTimeout(done, millis));
}
