const KEY = 'relievo';

const DEFAULTS = {
  mode: 'texture',
  detail: true,
  detailAs: 'normal-map',
  strength: 100,
  light: { azimuth: -35, elevation: 30 },
  side: true,
  marks: true,
  follow: true,
  theme: '',
  face: '',
};

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

const values = { ...DEFAULTS, ...read() };

// By this name the browser's frames are told from those of others.
values.camera ??= Array.from(crypto.getRandomValues(new Uint8Array(4)), b => b.toString(16).padStart(2, '0')).join('');

function write() {
  try {
    localStorage.setItem(KEY, JSON.stringify(values));
  } catch {
    // A private window may keep nothing: the settings then last as long as the page.
  }
}
write();

/** What survives a reload. */
export const settings = {
  get camera() { return values.camera; },
  get: name => values[name],
  set(name, value) {
    values[name] = value;
    write();
  },
};
