import * as THREE from 'three';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';

const FIELD_OF_VIEW = 26;
const KEPT_TIMES = 240;
const TURN_STEP = 0.12;
const ENTRANCE_MILLIS = 650;
const ENTRANCE_ANGLE = -0.55;

/** Ambient and key light of each mode: a texture brings its photo's light along, clay has none. */
const LIGHTS = {
  texture: { ambient: 2.1, key: 1.5, rim: 0.0 },
  shaded: { ambient: 0.32, key: 2.7, rim: 0.7 },
  wireframe: { ambient: 0.5, key: 1.2, rim: 0.4 },
  normals: { ambient: 1, key: 0, rim: 0 },
};

/**
 * A face in 3D. It draws when something has changed and rests otherwise. All lengths are metres, as
 * in the GLB.
 */
export class FaceScene {
  constructor(canvas, { still = () => false, moved = () => {} } = {}) {
    this.canvas = canvas;
    this.still = still;
    this.times = [];
    this.mode = 'texture';
    this.detail = { on: true, strength: 1, as: 'normal-map' };
    this.light = { azimuth: -35, elevation: 30 };
    this.renderer = new THREE.WebGLRenderer({ canvas, antialias: true, alpha: true, powerPreference: 'low-power' });
    this.renderer.setPixelRatio(Math.min(devicePixelRatio, 2));
    this.scene = new THREE.Scene();
    this.camera = new THREE.PerspectiveCamera(FIELD_OF_VIEW, 1, 0.02, 10);
    this.camera.position.set(0, 0, 0.8);
    this.turntable = new THREE.Group();
    this.pivot = new THREE.Group();
    this.turntable.add(this.pivot);
    this.ambient = new THREE.HemisphereLight(0xffffff, 0xb8aaa0, 1);
    this.key = new THREE.DirectionalLight(0xfff6ee, 1);
    this.rim = new THREE.DirectionalLight(0x9fc0ff, 1);
    this.scene.add(this.turntable, this.ambient, this.key, this.rim, this.key.target);
    this.controls = new OrbitControls(this.camera, canvas);
    this.controls.enablePan = false;
    this.controls.enableDamping = !still();
    this.controls.dampingFactor = 0.12;
    this.controls.rotateSpeed = 0.8;
    this.controls.minPolarAngle = 0.25;
    this.controls.maxPolarAngle = Math.PI - 0.25;
    this.controls.addEventListener('change', () => { this.draw(); moved(this.viewpoint()); });
    this.loader = new GLTFLoader();
    this.materials = materials();
    new ResizeObserver(() => this.#resize()).observe(canvas);
    canvas.addEventListener('keydown', event => this.#key(event));
    canvas.addEventListener('webglcontextrestored', () => this.draw());
    this.#resize();
    this.#relight();
  }

  /**
   * Shows a face.
   *
   * @param {ArrayBuffer} glb of the coarse mesh
   * @param {{entrance: boolean, keepView: boolean}} how
   */
  async show(glb, { entrance = false, keepView = false } = {}) {
    const mesh = await this.#parse(glb);
    this.#dispose();
    this.coarse = mesh;
    this.dense = null;
    this.map = mesh.material.map;
    this.normalMap = mesh.material.normalMap;
    if (this.map) this.map.anisotropy = 4;
    mesh.geometry.computeBoundingBox();
    const box = mesh.geometry.boundingBox;
    const centre = box.getCenter(new THREE.Vector3());
    this.radius = box.getSize(new THREE.Vector3()).length() / 2;
    this.pivot.position.copy(centre).negate();
    this.#apply();
    if (!keepView) this.reset();
    if (entrance && !this.still()) this.#enter();
    this.draw();
  }

  /** Gives the face its dense meshes: without relief and with it. */
  async showDense(flat, full) {
    const [base, relief] = await Promise.all([this.#parse(flat), this.#parse(full)]);
    const geometry = base.geometry;
    // Between the two, and beyond, lies every depth of the relief.
    geometry.morphTargetsRelative = false;
    geometry.morphAttributes.position = [relief.geometry.attributes.position];
    geometry.morphAttributes.normal = [relief.geometry.attributes.normal];
    base.material.map?.dispose();
    relief.material.map?.dispose();
    base.morphTargetInfluences = [0];
    base.updateMorphTargets();
    this.dense = base;
    this.#apply();
    this.draw();
  }

  get hasDense() { return Boolean(this.dense); }

  setMode(mode) {
    this.mode = mode;
    this.#apply();
    this.#relight();
  }

  setDetail(detail) {
    Object.assign(this.detail, detail);
    this.#apply();
    this.draw();
  }

  /** Where the light comes from, degrees: to the right, and up. */
  setLight(azimuth, elevation) {
    this.light = { azimuth, elevation };
    this.#relight();
  }

  reset() {
    this.#fit();
    this.camera.position.set(0, 0, this.fitting);
    this.controls.target.set(0, 0, 0);
    this.controls.update();
    this.draw();
  }

  /** Turns by angles in radians: to the right, and up. */
  turn(right, up) {
    const at = new THREE.Spherical().setFromVector3(this.camera.position);
    at.theta += right;
    at.phi = THREE.MathUtils.clamp(at.phi + up, this.controls.minPolarAngle, this.controls.maxPolarAngle);
    this.camera.position.setFromSpherical(at);
    this.controls.update();
    this.draw();
  }

  zoom(factor) {
    const distance = THREE.MathUtils.clamp(
      this.camera.position.length() * factor, this.controls.minDistance, this.controls.maxDistance);
    this.camera.position.setLength(distance);
    this.controls.update();
    this.draw();
  }

  /** In words, for those who do not see it. */
  viewpoint() {
    const angle = Math.round(THREE.MathUtils.radToDeg(this.controls.getAzimuthalAngle()));
    if (Math.abs(angle) < 10) return 'from the front';
    if (Math.abs(angle) > 150) return 'from behind';
    return `${Math.abs(angle)} degrees from its ${angle > 0 ? 'left' : 'right'}`;
  }

  /** Script times of the last frames, milliseconds. */
  stats() {
    const sorted = [...this.times].sort((a, b) => a - b);
    const at = q => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
    return { frames: this.frames ?? 0, median: at(0.5), p95: at(0.95) };
  }

  /** Draws with the next frame of the screen. */
  draw() {
    this.pending ??= requestAnimationFrame(() => this.#frame());
  }

  #frame() {
    const start = performance.now();
    this.pending = null;
    if (this.entrance) this.#step(start);
    // Damping goes on moving after the finger is gone; its changes draw again.
    if (this.controls.enableDamping) this.controls.update();
    this.#aim();
    this.renderer.render(this.scene, this.camera);
    this.frames = (this.frames ?? 0) + 1;
    this.times.push(performance.now() - start);
    if (this.times.length > KEPT_TIMES) this.times.shift();
  }

  #enter() {
    this.entrance = performance.now();
  }

  #step(now) {
    const t = Math.min(1, (now - this.entrance) / ENTRANCE_MILLIS);
    this.turntable.rotation.y = ENTRANCE_ANGLE * (1 - t) ** 3;
    if (t < 1) {
      this.draw();
    } else {
      this.entrance = null;
    }
  }

  /** The light stays where it is while the face turns. */
  #aim() {
    const azimuth = THREE.MathUtils.degToRad(this.light.azimuth);
    const elevation = THREE.MathUtils.degToRad(this.light.elevation);
    this.key.position
      .set(Math.sin(azimuth) * Math.cos(elevation), Math.sin(elevation), Math.cos(azimuth) * Math.cos(elevation))
      .applyQuaternion(this.camera.quaternion);
    this.rim.position
      .set(-Math.sign(this.light.azimuth || 1) * 0.8, 0.25, -0.55)
      .applyQuaternion(this.camera.quaternion);
  }

  #relight() {
    const light = LIGHTS[this.mode];
    this.ambient.intensity = light.ambient;
    this.key.intensity = light.key;
    this.rim.intensity = light.rim;
    this.draw();
  }

  #apply() {
    if (!this.coarse) return;
    const dense = this.detail.as === 'geometry' && this.dense;
    const mesh = dense ? this.dense : this.coarse;
    const strength = this.detail.on ? this.detail.strength : 0;
    const normalMap = dense || strength === 0 ? null : this.normalMap;
    for (const material of Object.values(this.materials)) {
      if (!('normalMap' in material)) continue;
      if (Boolean(material.normalMap) !== Boolean(normalMap)) material.needsUpdate = true;
      material.normalMap = normalMap;
      material.normalScale.set(strength, strength);
    }
    const textured = this.materials.texture;
    if (Boolean(textured.map) !== Boolean(this.map)) textured.needsUpdate = true;
    textured.map = this.map;
    mesh.material = this.mode === 'wireframe' ? this.materials.solid : this.materials[this.mode];
    if (dense) mesh.morphTargetInfluences[0] = strength;
    this.pivot.clear();
    this.pivot.add(mesh);
    if (this.mode === 'wireframe') this.pivot.add(this.#lines(mesh));
  }

  #lines(mesh) {
    const lines = new THREE.Mesh(mesh.geometry, this.materials.lines);
    if (mesh.morphTargetInfluences) {
      lines.morphTargetInfluences = mesh.morphTargetInfluences;
    }
    return lines;
  }

  async #parse(glb) {
    const gltf = await this.loader.parseAsync(glb, '');
    let found;
    gltf.scene.traverse(node => { if (node.isMesh) found ??= node; });
    if (!found) throw new Error('the file holds no mesh');
    found.removeFromParent();
    return found;
  }

  #dispose() {
    this.pivot.clear();
    for (const mesh of [this.coarse, this.dense]) {
      mesh?.geometry.dispose();
    }
    this.map?.dispose();
    this.map?.source?.data?.close?.();
    this.normalMap?.dispose();
    this.normalMap?.source?.data?.close?.();
  }

  /** The distance at which the face fills the view, and how far it may be zoomed. */
  #fit() {
    const vertical = THREE.MathUtils.degToRad(FIELD_OF_VIEW) / 2;
    const horizontal = Math.atan(Math.tan(vertical) * this.camera.aspect);
    this.fitting = 0.92 * (this.radius ?? 0.15) / Math.sin(Math.min(vertical, horizontal));
    this.controls.minDistance = 0.35 * this.fitting;
    this.controls.maxDistance = 2.5 * this.fitting;
  }

  #resize() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (!width || !height) return;
    this.camera.aspect = width / height;
    this.camera.updateProjectionMatrix();
    const before = this.fitting;
    this.#fit();
    // The face takes as much of the view as before.
    if (before) this.camera.position.multiplyScalar(this.fitting / before);
    this.renderer.setSize(width, height, false);
    this.draw();
  }

  #key(event) {
    const act = {
      ArrowLeft: () => this.turn(-TURN_STEP, 0),
      ArrowRight: () => this.turn(TURN_STEP, 0),
      ArrowUp: () => this.turn(0, -TURN_STEP),
      ArrowDown: () => this.turn(0, TURN_STEP),
      '+': () => this.zoom(0.9),
      '=': () => this.zoom(0.9),
      '-': () => this.zoom(1 / 0.9),
      '0': () => this.reset(),
      Home: () => this.reset(),
    }[event.key];
    if (act && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      act();
    }
  }
}

function materials() {
  const side = THREE.DoubleSide;
  return {
    texture: new THREE.MeshStandardMaterial({ roughness: 0.62, metalness: 0, side }),
    shaded: new THREE.MeshStandardMaterial({ color: 0xcfc6bc, roughness: 0.7, metalness: 0, side }),
    normals: new THREE.MeshNormalMaterial({ side }),
    solid: new THREE.MeshStandardMaterial({
      color: 0x2b2f38, roughness: 0.9, side, polygonOffset: true, polygonOffsetFactor: 1, polygonOffsetUnits: 1,
    }),
    lines: new THREE.MeshBasicMaterial({ color: 0xff9a73, wireframe: true, transparent: true, opacity: 0.42 }),
  };
}
