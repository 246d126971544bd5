import { connect } from './live.js';
import { announce, notice } from './notices.js';
import { FaceScene } from './scene.js';
import { PhotoView } from './photo.js';
import { Gallery } from './gallery.js';
import { Wall } from './wall.js';
import { Stages } from './stages.js';
import { Uploads, detailOf, filesOf } from './upload.js';
import { Webcam } from './webcam.js';
import { LightPad } from './light.js';
import { settings } from './settings.js';

const element = id => document.getElementById(id);
const calm = matchMedia('(prefers-reduced-motion: reduce)');

const self = settings.camera;
const scene = makeScene();
const photo = new PhotoView(element('photo'));
const gallery = new Gallery(element('gallery'), element('gallery-empty'), { open: face => show(face, { chosen: true }) });
const wall = new Wall(element('wall'), element('wall-empty'), { open: face => {
  show(face, { chosen: true });
  element('face').focus();
  element('face').scrollIntoView({ behavior: calm.matches ? 'auto' : 'smooth' });
} });
const stages = new Stages(element('stages'), element('stages-empty'));
const uploads = new Uploads(`photos-${self}`, { said: notice, waiting, late, arrived });
const webcam = new Webcam(`webcam-${self}`, element('video'), { said: notice, changed: webcamChanged });

let shown = null;
let request = 0;
let viewerState = '';

function makeScene() {
  try {
    return new FaceScene(element('scene'), { still: () => calm.matches, moved: describe });
  } catch {
    element('no-webgl').hidden = false;
    return null;
  }
}

// ---- one face ----

/** Shows a face; of several requests the last one wins. */
async function show(face, { chosen = false, dropped } = {}) {
  const mine = ++request;
  if (chosen) settings.set('follow', false);
  try {
    const glb = await bytes(`/api/faces/${face.key}/face.glb`);
    if (mine !== request) return;
    const live = shown && shown.camera === face.camera && face.camera === webcam.camera;
    await scene?.show(glb, { entrance: !live, keepView: live });
    if (mine !== request) return;
    shown = face;
    element('empty').hidden = true;
    settings.set('face', face.key);
    gallery.select(face.key);
    caption(face, dropped);
    links(face);
    noteDetail(face);
    if (scene && settings.get('detailAs') === 'geometry') loadDense(face);
    if (!live || settings.get('side')) photo.show(face);
    describe();
    if (dropped) {
      // After the frame that draws it.
      requestAnimationFrame(() => requestAnimationFrame(() => {
        document.documentElement.dataset.firstFaceMillis = Math.round(performance.now() - dropped);
      }));
    }
    document.documentElement.dataset.face = face.key;
  } catch (error) {
    if (mine === request) notice(`The face cannot be shown: ${error.message}`, 'problem');
  }
}

async function bytes(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(await detailOf(response));
  return response.arrayBuffer();
}

async function loadDense(face) {
  if (!scene || scene.hasDense || !face.relief) return;
  try {
    const [flat, full] = await Promise.all(
      [0, 1].map(relief => bytes(`/api/faces/${face.key}/face.glb?detail=geometry&density=3&relief=${relief}`)));
    if (shown === face) await scene.showDense(flat, full);
    document.documentElement.dataset.dense = face.key;
  } catch (error) {
    notice(`The dense mesh cannot be shown: ${error.message}`, 'problem');
  }
}

function caption(face, dropped) {
  const which = face.faceCount > 1 ? ` ${face.index + 1} of ${face.faceCount}` : '';
  element('face-title').textContent = `Face${which} of ${nameOf(face.camera)}`;
  const parts = [new Date(face.capturedAt).toLocaleString()];
  if (dropped) parts.push(`${seconds(performance.now() - dropped)} from drop to face`);
  if (face.millis >= 0) parts.push(`${face.millis} ms in the stages`);
  element('face-text').textContent = parts.join(' · ');
  announce(`Face${which} of ${nameOf(face.camera)} is shown`);
}

function nameOf(camera) {
  return { [uploads.camera]: 'your photos', [webcam.camera]: 'your webcam' }[camera] ?? camera;
}

function seconds(millis) {
  return `${(millis / 1000).toFixed(millis < 10_000 ? 2 : 0)} s`;
}

function links(face) {
  element('downloads').disabled = false;
  for (const [id, file] of Object.entries({ glb: 'face.glb', obj: 'face.zip', ply: 'face.ply', json: 'face.json' })) {
    element(`get-${id}`).href = `/api/faces/${face.key}/${file}`;
  }
}

function noteDetail(face) {
  const note = element('detail-note');
  note.hidden = face.relief;
  note.textContent = 'This face has no relief of its own: the photo does not bear any out, so the coarse shape is left as it is.';
  element('detail-box').classList.toggle('none', !face.relief);
}

function describe() {
  if (!shown || !scene) return;
  const mode = { texture: 'with its texture', shaded: 'as plain shape', wireframe: 'as wireframe', normals: 'as normals' }[settings.get('mode')];
  element('scene').setAttribute('aria-label', `3D face of ${nameOf(shown.camera)}, ${mode}, seen ${scene.viewpoint()}`);
}

// ---- what the server tells ----

function take(message) {
  switch (message.type) {
    case 'viewer': takeState(message); break;
    case 'stages': stages.take(message); connection(); break;
    case 'camera': wall.take(message); break;
    case 'frame': uploads.take(message); webcam.take(message); break;
    case 'failed': uploads.take(message); break;
    case 'face': takeFace(message); break;
  }
}

function takeFace(face) {
  gallery.add(face);
  uploads.take(face);
  const ofWebcam = face.camera === webcam.camera && webcam.on && face.index === 0;
  if (ofWebcam && settings.get('follow')) show(face);
  else if (!shown && face.camera !== uploads.camera) show(face);
}

/** A photo from here has become a face: the first one is shown, the others are in the gallery. */
function arrived(face, dropped) {
  if (uploads.shownFor !== dropped) {
    uploads.shownFor = dropped;
    show(face, { dropped });
  }
}

function takeState(message) {
  const before = viewerState;
  viewerState = message.state;
  if (message.state === 'on' && before !== 'on') refresh();
  if (message.state === 'unavailable') notice(`Kafka does not answer: ${message.message}`, 'problem');
  connection();
}

/** The gallery as the server has it, and the face that was shown before a reload. */
async function refresh() {
  try {
    const response = await fetch('/api/faces');
    if (!response.ok) throw new Error(await detailOf(response));
    gallery.reset(await response.json());
    const face = gallery.get(settings.get('face')) ?? gallery.newest();
    if (!shown && face) show(face);
    else if (shown) gallery.select(shown.key);
  } catch (error) {
    notice(`The last faces cannot be listed: ${error.message}`, 'problem');
  }
}

let link = 'connecting';
let retry = 0;

function connection() {
  const chip = element('connection');
  const down = stages.down();
  const [state, text] =
    link === 'closed' ? ['closed', `Connection lost; trying again in ${retry} s`]
      : link === 'connecting' ? ['connecting', 'Connecting']
        : viewerState === 'unavailable' ? ['closed', 'Kafka does not answer']
          : viewerState !== 'on' ? ['connecting', 'The server is starting']
            : stages.failure ? ['closed', `A stage is down: ${stages.failure}`]
              : down.length ? ['connecting', down.join(', ')]
                : ['open', 'Live'];
  if (chip.dataset.state !== state || element('connection-text').textContent !== text) {
    chip.dataset.state = state;
    element('connection-text').textContent = text;
  }
}

connect(uploads.camera, {
  message: take,
  state: (state, after) => {
    link = state;
    retry = after;
    if (state === 'closed') viewerState = '';
    connection();
  },
});

// ---- photos in ----

function waiting(count) {
  element('busy').hidden = count === 0;
  element('busy-text').textContent = count === 1 ? 'Finding faces' : `Finding faces, ${count} photos to go`;
}

function late(name) {
  const why = stages.failure || stages.down().join(', ');
  notice(`${name} has not been answered yet${why ? `: ${why}` : ''}.`, 'problem');
}

function send(files) {
  if (files.length) uploads.add(files);
}

for (const [button, input] of [['choose-photos', 'photos'], ['choose-folder', 'folder']]) {
  element(button).onclick = () => element(input).click();
  element(input).onchange = event => {
    const files = [...event.target.files];
    send(input === 'folder' ? files.filter(file => /\.(jpe?g|png|webp)$/i.test(file.name)) : files);
    event.target.value = '';
  };
}
document.querySelectorAll('[data-click]').forEach(button => {
  button.onclick = () => element(button.dataset.click).click();
});

let dragged = 0;
addEventListener('dragenter', event => {
  if (!event.dataTransfer?.types.includes('Files')) return;
  event.preventDefault();
  dragged++;
  element('drop').hidden = false;
});
addEventListener('dragover', event => event.preventDefault());
addEventListener('dragleave', () => {
  dragged = Math.max(0, dragged - 1);
  element('drop').hidden = dragged === 0;
});
addEventListener('drop', async event => {
  event.preventDefault();
  dragged = 0;
  element('drop').hidden = true;
  const files = await filesOf(event.dataTransfer);
  uploads.add(files);
});
addEventListener('paste', event => send([...event.clipboardData?.files ?? []]));

element('webcam').onclick = () => {
  if (webcam.on) {
    webcam.stop();
  } else {
    settings.set('follow', true);
    webcam.start();
  }
};

function webcamChanged() {
  element('webcam').setAttribute('aria-pressed', String(webcam.on));
  element('webcam').querySelector('span').textContent = webcam.on ? 'Stop' : 'Webcam';
  element('webcam-view').hidden = !webcam.on;
  announce(webcam.on ? 'The webcam is on' : 'The webcam is off');
}

// ---- controls ----

function radios(name, setting, changed) {
  for (const input of document.querySelectorAll(`input[name="${name}"]`)) {
    input.checked = input.value === settings.get(setting);
    input.onchange = () => {
      settings.set(setting, input.value);
      changed(input.value);
    };
  }
  changed(settings.get(setting));
}

function box(id, setting, changed) {
  const input = element(id);
  input.checked = settings.get(setting);
  input.onchange = () => {
    settings.set(setting, input.checked);
    changed(input.checked);
  };
  changed(input.checked);
}

radios('mode', 'mode', mode => {
  scene?.setMode(mode);
  describe();
});
radios('detail-as', 'detailAs', as => {
  scene?.setDetail({ as });
  if (as === 'geometry' && shown) loadDense(shown);
});
box('detail', 'detail', on => {
  scene?.setDetail({ on });
  element('strength').disabled = !on;
});
box('side', 'side', on => {
  element('views').dataset.photo = on ? 'on' : 'off';
});
box('marks', 'marks', on => {
  photo.marks = on;
  photo.draw();
  document.documentElement.dataset.marks = on ? 'on' : 'off';
});

const strength = element('strength');
strength.value = settings.get('strength');
strength.oninput = () => {
  settings.set('strength', Number(strength.value));
  element('strength-text').textContent = `${strength.value} %`;
  scene?.setDetail({ strength: strength.value / 100 });
};
strength.oninput();

new LightPad(element('light'), element('light-text'), settings.get('light'), light => {
  settings.set('light', light);
  scene?.setLight(light.azimuth, light.elevation);
});

element('theme').onclick = () => {
  const dark = (settings.get('theme') || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
  settings.set('theme', dark ? 'light' : 'dark');
  theme();
};

function theme() {
  if (settings.get('theme')) document.documentElement.dataset.theme = settings.get('theme');
  photo.draw();
}
theme();

/** For tests and for the curious. */
globalThis.relievo = { scene, stats: () => scene?.stats() };
