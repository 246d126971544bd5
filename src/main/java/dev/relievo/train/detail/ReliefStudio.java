package dev.relievo.train.detail;

import dev.relievo.face.Camera;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.Illumination;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.SimilarityTransform;
import dev.relievo.image.ImageEncoder;
import dev.relievo.image.RgbImage;
import dev.relievo.stage.FaceView;
import dev.relievo.stage.unwrap.Unwrapper;
import dev.relievo.train.data.BatchSource;
import dev.relievo.train.data.Film;
import dev.relievo.train.data.GrowingFile;
import dev.relievo.train.data.Occluders;
import dev.relievo.train.data.Scene;
import dev.relievo.train.data.Shot;
import dev.relievo.train.data.ShotDraw;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Makes one face with known relief after the other: draws a face, its relief and pigments, takes
 * its picture, guesses the coarse face as a network might, and unwraps picture and relief under
 * that guess. Belongs to one thread.
 */
final class ReliefStudio implements GrowingFile.Maker<UvFace> {

  /** Widths of faces, pixels of the picture. */
  private static final double NARROWEST = 140;

  private static final double WIDEST = 480;

  /** Side of an aligned crop in widths of the face that it holds. */
  private static final double CROP = 1.6;

  private static final int LARGEST_CROP = (int) (CROP * WIDEST);

  /** Side of a picture in sides of the crop. */
  private static final double ROOM = 1.15;

  private static final int LARGEST = (int) (ROOM * LARGEST_CROP);

  /** Of the file that the stages are given. */
  private static final int QUALITY = 97;

  /** One face in so many is turned by more than 40 degrees. */
  private static final int TURNED = 12;

  /**
   * One face in so many is unwrapped under the true coarse face: what is left of the residual then
   * is relief, pigments and what no harmonics explain.
   */
  private static final int EXACT = 5;

  /** One picture in so many shows things before the face. */
  private static final int OCCLUDED = 4;

  /** Nominal width of a face, mm. */
  private static final double FACE = 140;

  private static final double LOWEST_RESOLUTION = 0.6;
  private static final double GRAIN = 5;
  private static final int LOWEST_QUALITY = 70;

  /** Share of pictures that somebody sharpened, soft or not, and mostly saved again. */
  private static final double SHARPENED = 0.35;

  /** Share of faces whose lamps stand by the camera: no fold is dark inside. */
  private static final double SHADED_ONLY = 0.35;

  private static final SimilarityTransform WHOLE = new SimilarityTransform(1, 0, 0, 0);

  private final long seed;
  private final int size;
  private final ShotDraw shots;
  private final ReliefDraw reliefs;
  private final SkyShare sky;
  private final AlbedoDetail albedos;
  private final ReliefPainter painter;
  private final Occluders occluders;
  private final Film film = new Film(LOWEST_RESOLUTION, LOWEST_QUALITY, GRAIN, SHARPENED);
  private final Optional<UvFaceReader> reader;
  private final CoarseGuess guesses;
  private final FaceView view;
  private final Unwrapper unwrapper;
  private final FaceVectors vectors;
  private final DetailMap map = new DetailMap();
  private final float[] relief = new float[ReliefDraw.SIZE * ReliefDraw.SIZE];
  private final float[] clefts = new float[relief.length];
  private final float[] pigments = new float[AlbedoDetail.PIGMENTS * relief.length];
  private final float[] seen = new float[LARGEST * LARGEST];
  private final float[] unwrapped;

  /**
   * A studio.
   *
   * @param fits faces of photographs, for expressions, albedos and lights
   * @param reader the stages that find the coarse face, as they do in a stream; without them, and
   *     where they find none, it is guessed
   * @param seed of all that is drawn
   * @param size side of the maps, texels, a power of two
   */
  ReliefStudio(
      MorphableModel model,
      List<FaceParameters> fits,
      Optional<UvFaceReader> reader,
      long seed,
      int size) {
    this.reader = reader;
    this.seed = seed;
    this.size = size;
    SkinChart chart = new SkinChart(model);
    shots = new ShotDraw(model, fits, TURNED);
    reliefs = new ReliefDraw(chart);
    sky = new SkyShare(chart);
    albedos = new AlbedoDetail(chart);
    painter = new ReliefPainter(model);
    occluders = new Occluders(model);
    guesses = new CoarseGuess(model);
    view = new FaceView(model);
    unwrapper = new Unwrapper(model, size);
    vectors = new FaceVectors(model);
    unwrapped = new float[size * size];
  }

  @Override
  public UvFace make(int index) {
    RandomGenerator r = new SplittableRandom(BatchSource.mix(seed, index));
    double width = NARROWEST * Math.pow(WIDEST / NARROWEST, Math.sqrt(r.nextDouble()));
    int crop = (int) (CROP * width), side = (int) (ROOM * crop);
    Shot shot = shots.draw(r, side, crop);
    boolean flat = !reliefs.draw(r, relief, clefts);
    float[] absorption = albedos.draw(r, pigments);
    cover(albedos.covered());
    float dark = flat || r.nextDouble() < SHADED_ONLY ? 0 : (float) r.nextDouble(0.3, 1);
    map.set(relief, pigments, sky.of(relief, clefts, dark));
    StudioLight light = StudioLight.draw(r, shot.face().illumination());
    Scene scene = new Scene(side);
    background(r, scene);
    painter.paint(shot, map, absorption, light, scene, seen);
    if (r.nextInt(OCCLUDED) == 0) {
      occlude(r, shot, scene);
    }
    float[] gains = gains(r);
    RgbImage picture = film.develop(r, scene, gains);
    Illumination told = light.harmonics().tinted(gains);
    String name = "relief/" + index;
    if (r.nextInt(EXACT) == 0) {
      return guessed(name, shot, picture, shot.face().under(told));
    }
    Optional<Camera> known = r.nextBoolean() ? Optional.of(shot.camera()) : Optional.empty();
    return reader
        .flatMap(stages -> stages.read(name, ImageEncoder.jpeg(picture, QUALITY), known))
        .filter(found -> isNear(found, shot))
        .map(found -> found(name, found, picture.width()))
        .orElseGet(
            () -> {
              FaceParameters guess = guesses.draw(r, shot.face(), told, shot.camera());
              return guessed(name, shot, picture, guess);
            });
  }

  /** No relief is seen below hair. */
  private void cover(float[] hair) {
    for (int t = 0; t < relief.length; t++) {
      relief[t] *= 1 - hair[t];
      clefts[t] *= 1 - hair[t];
    }
  }

  /** Whether it is the face that was drawn: strange things are sometimes found beside it. */
  private static boolean isNear(UvFaceReader.Found found, Shot shot) {
    float[] nose = new float[3], other = new float[3];
    found.face().pose().apply(nose, nose);
    found.camera().project(nose, nose);
    shot.face().pose().apply(other, other);
    shot.camera().project(other, other);
    double width = shot.camera().focal() * FACE / shot.face().pose().z();
    return Math.hypot(nose[0] - other[0], nose[1] - other[1]) < 0.25 * width;
  }

  private UvFace found(String name, UvFaceReader.Found found, int side) {
    view.place(found.face(), found.camera(), WHOLE, side);
    unwrapper.look(view, side);
    return face(
        name,
        found.maps().texture(),
        found.maps().visibility(),
        found.face(),
        found.density(),
        side);
  }

  private void occlude(RandomGenerator r, Shot shot, Scene scene) {
    occluders.draw(r, shot, scene);
    for (int p = 0; p < scene.hidden().length; p++) {
      if (scene.hidden()[p] != 0) {
        seen[p] = 0;
      }
    }
  }

  private UvFace guessed(String name, Shot shot, RgbImage picture, FaceParameters guess) {
    view.place(guess, shot.camera(), WHOLE, picture.width());
    Unwrapper.Unwrapped maps = unwrapper.unwrap(view, picture);
    float density = (float) view.pixelsPerMillimetre();
    return face(name, maps.texture(), maps.visibility(), guess, density, picture.width());
  }

  /** With the relief as the face sees it that was unwrapped or looked at last. */
  private UvFace face(
      String name,
      RgbImage texture,
      byte[] visibility,
      FaceParameters face,
      float density,
      int side) {
    unwrapper.read(seen, side, unwrapped);
    short[] micrometres = new short[size * size];
    for (int t = 0; t < micrometres.length; t++) {
      micrometres[t] = (short) Math.round(1000 * unwrapped[t]);
    }
    return new UvFace(
        name,
        true,
        false,
        true,
        texture.data(),
        visibility,
        vectors.encode(face),
        density,
        micrometres);
  }

  /** From one colour to another, downwards. */
  private static void background(RandomGenerator r, Scene scene) {
    float[] top = new float[3], bottom = new float[3];
    for (int c = 0; c < 3; c++) {
      top[c] = r.nextFloat() * r.nextFloat();
      bottom[c] = r.nextFloat() * r.nextFloat();
    }
    int n = scene.size();
    for (int y = 0, i = 0; y < n; y++) {
      float q = (float) y / n;
      float red = top[0] + q * (bottom[0] - top[0]), green = top[1] + q * (bottom[1] - top[1]);
      float blue = top[2] + q * (bottom[2] - top[2]);
      for (int x = 0; x < n; x++) {
        scene.colours()[i++] = red;
        scene.colours()[i++] = green;
        scene.colours()[i++] = blue;
      }
    }
  }

  private static float[] gains(RandomGenerator r) {
    double exposure = 0.12 * r.nextGaussian();
    float[] out = new float[3];
    for (int c = 0; c < 3; c++) {
      out[c] = (float) Math.exp(exposure + 0.06 * r.nextGaussian());
    }
    return out;
  }

  @Override
  public void close() {
    reader.ifPresent(UvFaceReader::close);
  }
}
