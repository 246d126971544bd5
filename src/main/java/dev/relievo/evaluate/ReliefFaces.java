package dev.relievo.evaluate;

import dev.relievo.face.Camera;
import dev.relievo.face.DisplacementMap;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Pose;
import dev.relievo.image.ImageEncoder;
import dev.relievo.image.RgbImage;
import java.util.Random;

/**
 * Photographs of people who do not exist, whose folds are known: persons as in {@link TestFaces},
 * skin with {@link Wrinkles} and {@link SkinSpots}, taken by a portrait's camera from 0.6 to 2.8 m
 * by {@link ReliefRenderer}, so that a face is 120 to 500 pixels wide (three of four more than
 * 320); one in five is out of focus; JPEG. Each is a function of the seed and its number.
 */
final class ReliefFaces {

  /** What a face's skin has; spots in any case. */
  enum Skin {
    /** Folds that are seen by their shading alone. */
    FOLDED,
    /** The same folds, dark inside by {@link FoldShade}. */
    DARK,
    /** No folds. */
    SPOTTED
  }

  static final int WIDTH = 1280;
  static final int HEIGHT = 960;

  /** The camera of every picture: a long lens. */
  static final Camera CAMERA = new Camera(2400, WIDTH / 2.0, HEIGHT / 2.0);

  /** Nominal width of a face, mm. */
  private static final double FACE = 140;

  /** Light that is lost in a closed fold, parts of 1. */
  private static final double LEAST_DARKNESS = 0.1;

  private static final double MOST_DARKNESS = 0.5;
  private static final double MAX_YAW = 45;
  private static final double MAX_TILT = 12;

  private final MorphableModel model;
  private final long seed;
  private final Wrinkles wrinkles;
  private final SkinSpots spots;
  private final ReliefRenderer renderer;

  ReliefFaces(SkinCharts charts, long seed) {
    this.seed = seed;
    model = charts.model();
    wrinkles = new Wrinkles(charts);
    spots = new SkinSpots(charts);
    renderer = new ReliefRenderer(charts);
  }

  /** Draws a photograph; folded and dark ones of the same number are of the same face. */
  ReliefFace draw(int number, Skin kind) {
    boolean wrinkled = kind != Skin.SPOTTED;
    Random random = new Random(1_000_003 * seed + 7919L * number + (wrinkled ? 0 : 3571));
    random.nextLong();
    double size =
        random.nextInt(4) > 0 ? 320 + 180 * random.nextDouble() : 120 + 200 * random.nextDouble();
    double blur = random.nextInt(5) == 0 ? 1 + 2 * random.nextDouble() : 0;
    StudioLights lights = StudioLights.draw(random);
    FaceParameters who =
        new FaceParameters(
            TestFaces.gaussian(model.identityCount(), random),
            TestFaces.gaussian(model.correctiveCount(), random),
            TestFaces.expression(model, random),
            TestFaces.gaussian(model.albedoCount(), random),
            pose(size, random),
            lights.illumination());
    float[] shape = model.shape(who);
    DisplacementMap relief =
        wrinkled ? wrinkles.draw(shape, random) : DisplacementMap.flat(Wrinkles.SIZE);
    ReliefRenderer.Surface skin =
        new ReliefRenderer.Surface(
            relief,
            spots.draw(shape, random),
            kind == Skin.DARK ? FoldShade.of(relief, darkness(number)) : null,
            random.nextInt(2) * 0.06 * random.nextDouble(),
            8 + 22 * random.nextDouble());
    RgbImage room = TestRoom.draw(WIDTH, HEIGHT, who.pose(), CAMERA, random);
    ReliefRenderer.Film film = new ReliefRenderer.Film(blur, 0.8 + 1.6 * random.nextDouble());
    RgbImage picture = renderer.draw(who, skin, lights, CAMERA, room, film, random);
    byte[] jpeg = ImageEncoder.jpeg(picture, 78 + random.nextInt(18));
    return new ReliefFace(jpeg, who, relief, size, blur);
  }

  /** Of closed folds; not from the face's own numbers, so that all else stays as it is. */
  private double darkness(int number) {
    Random random = new Random(1_000_003 * seed + 7919L * number + 1913);
    random.nextLong();
    return LEAST_DARKNESS + (MOST_DARKNESS - LEAST_DARKNESS) * random.nextDouble();
  }

  /** Near the middle of the picture, turned about its own axes: yaw, then pitch, then roll. */
  private static Pose pose(double size, Random random) {
    double y = Math.toRadians(MAX_YAW * (2 * random.nextDouble() - 1));
    double p = Math.toRadians(MAX_TILT * (2 * random.nextDouble() - 1));
    double r = Math.toRadians(MAX_TILT * (2 * random.nextDouble() - 1));
    double distance = CAMERA.focal() * FACE / size, reach = distance / CAMERA.focal();
    return Pose.ofRotation(
        HeadPose.rotation(y, p, r),
        reach * WIDTH * 0.12 * (2 * random.nextDouble() - 1),
        reach * HEIGHT * 0.05 * (2 * random.nextDouble() - 1),
        distance);
  }
}
