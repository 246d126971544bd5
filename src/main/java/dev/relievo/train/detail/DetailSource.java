package dev.relievo.train.detail;

import dev.relievo.face.FaceParameters;
import dev.relievo.face.Illumination;
import dev.relievo.face.MorphableModel;
import dev.relievo.stage.displace.DetailInput;
import dev.relievo.train.data.BatchSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Makes batches of photographs and renderings in UV space. A batch is a function of the seed and
 * the step alone. Belongs to one thread.
 */
public final class DetailSource {

  /** Coarser photographs than this, pixels a millimetre, show no relief that could be learned. */
  private static final float LEAST_DENSITY = 0.55f;

  /** Renderings in use at the first step, and more of them a step. */
  private static final int FIRST_RENDERINGS = 256;

  private static final int RENDERINGS_A_STEP = 4;

  /** The first renderings are kept for validation: at most so many, and at most a quarter. */
  private static final int HELD_OUT = 1024;

  private final UvPhotoCache photographs;
  private final ReliefFaces renderings;
  private final DetailInput input;
  private final FaceVectors vectors;
  private final DetailVariant variant;
  private final long seed;
  private final int batch;
  private final double share;
  private final List<int[]> sets = new ArrayList<>();
  private final int[] validation;

  /**
   * A source.
   *
   * @param renderings some are kept for validation, also where their share is 0
   * @param batch faces a step
   * @param share of renderings in a batch, 0 to 1
   */
  public DetailSource(
      UvPhotoCache photographs,
      ReliefFaces renderings,
      MorphableModel model,
      int size,
      DetailVariant variant,
      long seed,
      int batch,
      double share) {
    this.photographs = photographs;
    this.renderings = renderings;
    this.variant = variant;
    this.seed = seed;
    this.batch = batch;
    this.share = share;
    input = new DetailInput(model, size);
    vectors = new FaceVectors(model);
    Map<String, List<Integer>> bySet = new LinkedHashMap<>();
    List<Integer> held = new ArrayList<>();
    for (int i = 0; i < photographs.count(); i++) {
      UvFace face = photographs.head(i);
      if (face.found() && face.density() >= LEAST_DENSITY) {
        if (face.validation()) {
          held.add(i);
        } else {
          bySet.computeIfAbsent(set(face.name()), s -> new ArrayList<>()).add(i);
        }
      }
    }
    bySet.values().forEach(list -> sets.add(list.stream().mapToInt(i -> i).toArray()));
    validation = held.stream().mapToInt(i -> i).toArray();
    if (sets.isEmpty()) {
      throw new IllegalArgumentException("no photograph shows a face large enough to learn from");
    }
  }

  private static String set(String name) {
    int slash = name.indexOf('/');
    return slash < 0 ? "" : name.substring(0, slash);
  }

  /** Photographs that are learned from. */
  public int trainingCount() {
    return sets.stream().mapToInt(s -> s.length).sum();
  }

  /** The batch of a step. */
  public DetailArrays batch(long step) {
    RandomGenerator r = new SplittableRandom(BatchSource.mix(seed, step));
    int rendered = (int) Math.floor(batch * share + r.nextDouble());
    DetailArrays out = allocate(batch);
    for (int i = 0; i < batch; i++) {
      boolean synthetic = i >= batch - rendered;
      UvFace face = synthetic ? rendering(r, step) : photograph(r);
      put(face, r.nextBoolean(), out, i);
    }
    return out;
  }

  /** Every set of photographs as often, its faces alike: small sets are the sharp ones. */
  private UvFace photograph(RandomGenerator r) {
    int[] set = sets.get(r.nextInt(sets.size()));
    return photographs.read(set[r.nextInt(set.length)]);
  }

  private UvFace rendering(RandomGenerator r, long step) {
    long due = FIRST_RENDERINGS + step * RENDERINGS_A_STEP;
    int held = heldOut(renderings.total());
    int pool = (int) Math.min(renderings.total() - held, due);
    return renderings.await(held + r.nextInt(Math.max(1, pool)));
  }

  /** How many of so many renderings are kept out of training. */
  public static int heldOut(int renderings) {
    return Math.min(HELD_OUT, renderings / 4);
  }

  /**
   * Photographs kept out of training as they are, for reports; those trained on where there are
   * none.
   */
  public List<UvFace> validationPhotographs(int most) {
    int[] from = validation.length > 0 ? validation : sets.get(0);
    int n = Math.min(most, from.length);
    List<UvFace> faces = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      faces.add(photographs.read(from[(int) ((long) i * from.length / n)]));
    }
    return faces;
  }

  /** Renderings kept out of training. */
  public List<UvFace> validationRenderings(int most) {
    int n = Math.min(most, Math.max(1, heldOut(renderings.total())));
    List<UvFace> faces = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      faces.add(renderings.await(i));
    }
    return faces;
  }

  /** Faces as they are, in batches of the training's size, each made when it is reached. */
  public Iterable<DetailArrays> batches(List<UvFace> faces) {
    return () ->
        IntStream.iterate(0, from -> from < faces.size(), from -> from + batch)
            .mapToObj(from -> arrays(faces.subList(from, Math.min(faces.size(), from + batch))))
            .iterator();
  }

  private DetailArrays arrays(List<UvFace> faces) {
    DetailArrays out = allocate(faces.size());
    for (int i = 0; i < faces.size(); i++) {
      put(faces.get(i), false, out, i);
    }
    return out;
  }

  private DetailArrays allocate(int n) {
    int s = input.size(), plane = n * s * s;
    float[] plain = new float[plane * DetailInput.CHANNELS];
    boolean other = variant.concatenated() || variant.blind();
    return new DetailArrays(
        n,
        s,
        variant.channels(),
        other ? new float[plane * variant.channels()] : plain,
        plain,
        new float[plane * DetailInput.SURFACE_CHANNELS],
        new float[3 * plane],
        new float[n * 3 * Illumination.BANDS],
        new float[plane],
        new float[n]);
  }

  private void put(UvFace face, boolean mirrored, DetailArrays out, int slot) {
    int s = input.size(), plane = s * s;
    FaceParameters parameters = vectors.decode(face.face());
    input.place(parameters);
    int plain = slot * DetailInput.CHANNELS * plane;
    int surface = slot * DetailInput.SURFACE_CHANNELS * plane;
    input.channels(face.texture(), face.visibility(), out.plain(), plain);
    input.surface(out.surface(), surface);
    for (int t = 0; t < plane; t++) {
      for (int c = 0; c < 3; c++) {
        out.photos()[(3 * slot + c) * plane + t] = (face.texture()[3 * t + c] & 0xff) / 255f;
      }
    }
    if (face.synthetic()) {
      out.synthetic()[slot] = 1;
      for (int t = 0; t < plane; t++) {
        out.truth()[slot * plane + t] = face.relief()[t] / 1000f;
      }
    }
    if (variant.depth()) {
      alongDepth(parameters, out, slot);
    }
    Illumination light = parameters.illumination();
    if (mirrored) {
      light = light.mirrored();
      mirror(out, slot);
    }
    System.arraycopy(light.coefficients(), 0, out.light(), 27 * slot, 27);
    if (out.inputs() != out.plain()) {
      vary(out, slot);
    }
  }

  /**
   * Duals for relief along the model's z axis w: (w . n) a - (w . a) n, and the slopes with them.
   * Its size for the same normals is that along the normal over w . n.
   */
  private void alongDepth(FaceParameters face, DetailArrays out, int slot) {
    double[] r = face.pose().rotation();
    float wx = (float) r[2], wy = (float) r[5], wz = (float) r[8];
    int plane = input.size() * input.size();
    float[] m = out.surface();
    int n = slot * DetailInput.SURFACE_CHANNELS * plane;
    int slopes = (slot * DetailInput.CHANNELS + DetailInput.SLOPES) * plane;
    for (int t = 0; t < plane; t++) {
      float nx = m[n + t], ny = m[n + plane + t], nz = m[n + 2 * plane + t];
      float facing = wx * nx + wy * ny + wz * nz;
      for (int a = n + 3 * plane + t; a <= n + 6 * plane + t; a += 3 * plane) {
        float along = wx * m[a] + wy * m[a + plane] + wz * m[a + 2 * plane];
        m[a] = facing * m[a] - along * nx;
        m[a + plane] = facing * m[a + plane] - along * ny;
        m[a + 2 * plane] = facing * m[a + 2 * plane] - along * nz;
      }
      out.plain()[slopes + t] *= facing;
      out.plain()[slopes + plane + t] *= facing;
      int estimates = slopes + 2 * plane + t;
      out.plain()[estimates] /= Math.max(facing, 0.2f);
      out.plain()[estimates + plane] /= Math.max(facing, 0.2f);
      out.truth()[slot * plane + t] /= Math.max(facing, 0.2f);
    }
  }

  /** Exchanges left and right of a slot: x of vectors and differences by u change their sign. */
  private void mirror(DetailArrays out, int slot) {
    int plane = input.size() * input.size();
    int plain = slot * DetailInput.CHANNELS, surface = slot * DetailInput.SURFACE_CHANNELS;
    flip(out.plain(), plain * plane, DetailInput.CHANNELS);
    flip(out.surface(), surface * plane, DetailInput.SURFACE_CHANNELS);
    flip(out.photos(), 3 * slot * plane, 3);
    flip(out.truth(), slot * plane, 1);
    negate(out.plain(), plain + 3, plain + DetailInput.SLOPES, plain + DetailInput.ESTIMATES);
    negate(out.surface(), surface, surface + 4, surface + 5, surface + 6);
  }

  private void flip(float[] maps, int from, int count) {
    int s = input.size();
    for (int row = from; row < from + count * s * s; row += s) {
      for (int a = row, b = row + s - 1; a < b; a++, b--) {
        float kept = maps[a];
        maps[a] = maps[b];
        maps[b] = kept;
      }
    }
  }

  private void negate(float[] maps, int... planes) {
    int plane = input.size() * input.size();
    for (int p : planes) {
      for (int t = p * plane; t < (p + 1) * plane; t++) {
        maps[t] = -maps[t];
      }
    }
  }

  /** The network's input of a variant that sees something else. */
  private void vary(DetailArrays out, int slot) {
    int plane = input.size() * input.size();
    int from = slot * DetailInput.CHANNELS * plane, to = slot * variant.channels() * plane;
    int photo = 3 * slot * plane;
    if (variant.concatenated()) {
      for (int i = 0; i < 3 * plane; i++) {
        float photograph = out.photos()[photo + i];
        out.inputs()[to + i] = photograph;
        out.inputs()[to + 3 * plane + i] =
            photograph - out.plain()[from + i] / DetailInput.RESIDUAL_SCALE;
      }
      to += 3 * plane;
      System.arraycopy(
          out.plain(),
          from + 3 * plane,
          out.inputs(),
          to + 3 * plane,
          (DetailInput.CHANNELS - 3) * plane);
    } else {
      System.arraycopy(out.plain(), from, out.inputs(), to, DetailInput.CHANNELS * plane);
    }
    if (variant.blind()) {
      int visibility = to + DetailInput.VISIBILITY * plane;
      Arrays.fill(out.inputs(), visibility, visibility + plane, 1);
    }
  }
}
