package dev.relievo.train.data;

import dev.relievo.face.FaceLandmarks;
import dev.relievo.face.FaceVector;
import dev.relievo.face.MorphableModel;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Makes batches of photographs and renderings. A batch is a function of the seed and the step
 * alone, so that a run that is resumed sees what it would have seen. Renderings are drawn from as
 * many as should exist at a step, and waited for where they do not. Belongs to one thread.
 */
public final class BatchSource {

  /** How often two photographs of one person, and a face with its own mirror image, are drawn. */
  private static final double PERSON_PAIR = 0.15;

  private static final double MIRROR_PAIR = 0.12;

  /** Renderings in use at the first step, and more of them a step. */
  private static final int FIRST_RENDERINGS = 256;

  private static final int RENDERINGS_A_STEP = 8;

  private final FaceCache photographs;
  private final SyntheticFaces renderings;
  private final BatchSettings settings;
  private final PhotoDraw draw;
  private final Augmentation augmentation;
  private final int vectorLength;

  /**
   * A source.
   *
   * @param photographs with at least one face to train on
   * @param renderings may be null where the settings' share of them is 0
   */
  public BatchSource(
      FaceCache photographs,
      SyntheticFaces renderings,
      MorphableModel model,
      BatchSettings settings) {
    if (renderings == null && settings.syntheticShare() > 0) {
      throw new IllegalArgumentException("a share of renderings is wanted, but there are none");
    }
    this.photographs = photographs;
    this.renderings = renderings;
    this.settings = settings;
    FaceVector layout = new FaceVector(model);
    vectorLength = layout.length();
    draw = new PhotoDraw(photographs, layout);
    augmentation = new Augmentation(model, settings.pictureSize());
  }

  /** The batch of a step. */
  public TrainingBatch batch(long step) {
    RandomGenerator r = new SplittableRandom(mix(settings.seed(), step));
    int n = settings.batchSize();
    TrainingBatch out = allocate(n);
    int rendered = (int) Math.floor(n * settings.syntheticShare() + r.nextDouble());
    int slot = 0;
    while (slot < n - rendered) {
      slot += photographs(r, n - rendered - slot, out, slot);
    }
    while (slot < n) {
      slot += rendering(r, step, n - slot, out, slot);
    }
    return out;
  }

  /**
   * Photographs as they are, for reports: those kept out of training, or where there are none those
   * trained on; spread over all of them.
   *
   * @param most how many at most
   */
  public TrainingBatch validation(int most) {
    int[] faces = draw.validation().length > 0 ? draw.validation() : draw.training();
    int n = Math.min(most, faces.length);
    TrainingBatch out = allocate(n);
    for (int i = 0; i < n; i++) {
      augmentation.plain(photographs.read(faces[(int) ((long) i * faces.length / n)]), out, i);
    }
    return out;
  }

  /** Photographs with a face that are trained on. */
  public int trainingCount() {
    return draw.training().length;
  }

  private TrainingBatch allocate(int n) {
    return TrainingBatch.allocate(n, settings.pictureSize(), FaceLandmarks.COUNT, vectorLength);
  }

  /** One photograph or a pair; returns how many. */
  private int photographs(RandomGenerator r, int room, TrainingBatch out, int slot) {
    double kind = room < 2 ? 1 : r.nextDouble();
    if (kind < PERSON_PAIR && draw.hasPairs()) {
      int[] pair = draw.drawPair(r);
      augmentation.vary(photographs.read(pair[0]), r.nextBoolean(), r, out, slot);
      augmentation.vary(photographs.read(pair[1]), r.nextBoolean(), r, out, slot + 1);
      return 2;
    }
    int index = draw.draw(r);
    StoredFace face = photographs.read(index);
    if (kind < PERSON_PAIR || kind >= PERSON_PAIR + MIRROR_PAIR) {
      augmentation.vary(face, r.nextBoolean(), r, out, slot);
      return 1;
    }
    return mirrorPair(face, draw.personCount() + index, r, out, slot);
  }

  private int rendering(RandomGenerator r, long step, int room, TrainingBatch out, int slot) {
    long due = FIRST_RENDERINGS + step * RENDERINGS_A_STEP;
    int pool = (int) Math.min(renderings.total(), due);
    int index = r.nextInt(pool);
    boolean pair = room > 1 && r.nextDouble() < MIRROR_PAIR;
    StoredFace face = renderings.await(index);
    out.synthetic()[slot] = true;
    if (!pair) {
      augmentation.vary(face, r.nextBoolean(), r, out, slot);
      return 1;
    }
    out.synthetic()[slot + 1] = true;
    return mirrorPair(face, draw.personCount() + photographs.count() + index, r, out, slot);
  }

  private int mirrorPair(
      StoredFace face, int unknown, RandomGenerator r, TrainingBatch out, int slot) {
    boolean first = r.nextBoolean();
    augmentation.vary(face, first, r, out, slot);
    augmentation.vary(face, !first, r, out, slot + 1);
    int person = face.person() >= 0 ? face.person() : unknown;
    Arrays.fill(out.person(), slot, slot + 2, person);
    return 2;
  }

  /** One well mixed number of two (Steele, Lea and Flood's finaliser). */
  public static long mix(long seed, long index) {
    long z = seed * 0x9e3779b97f4a7c15L + index + 0x632be59bd9b4e019L;
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }
}
