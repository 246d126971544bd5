package dev.relievo.stage.displace;

import dev.relievo.face.DisplacementMap;
import dev.relievo.face.FaceRecords;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.SimilarityTransform;
import dev.relievo.image.Halving;
import dev.relievo.image.RgbImage;
import dev.relievo.image.Warp;
import dev.relievo.nn.DetailNetwork;
import dev.relievo.record.FaceRef;
import dev.relievo.record.RejectReason;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.SidePool;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * One call of {@link DetailNetwork} a batch: {@link DetailInput} makes what it sees, {@link
 * ReliefFade} bounds what it answers, and {@link Gate} decides how far the whole is followed.
 */
final class NetworkMethod implements ReliefMethod {

  private final String id;
  private final DetailNetwork network;
  private final Optional<Float> fixedGate;
  private final Gate gate;
  private final ReliefFade fade;
  private final Evidence evidence;
  private final SidePool pool;
  private final ConcurrentLinkedQueue<DetailInput> inputs = new ConcurrentLinkedQueue<>();
  private float[] channels = new float[0];
  private float[] maps = new float[0];

  /**
   * The method of a network; closes it with itself.
   *
   * @param id what records name the network by
   * @param fixedGate 0 to 1, in place of the evidence's
   * @param pool for what is done face by face; the stage closes it
   * @throws IllegalArgumentException where the network belongs to another face model, sees or makes
   *     other maps than this stage's, or has no gate
   */
  NetworkMethod(
      MorphableModel model,
      DetailNetwork network,
      String id,
      Optional<Float> fixedGate,
      SidePool pool) {
    if (!network.faceModel().equals(model.id())) {
      throw new IllegalArgumentException(
          "the network %s knows the chart of the face model %s, but the face model here is %s; train it for this model, or use relievo.displace.method=none"
              .formatted(id, network.faceModel(), model.id()));
    }
    if (network.channels() != DetailInput.CHANNELS || network.outputs() != 2) {
      throw new IllegalArgumentException(
          "the network %s makes %d maps of %d; this stage needs 2 of %d"
              .formatted(id, network.outputs(), network.channels(), DetailInput.CHANNELS));
    }
    this.id = id;
    this.pool = pool;
    this.network = network;
    this.fixedGate = fixedGate;
    gate = Gate.ofText(network.metadata().get(Gate.METADATA_KEY));
    fade = new ReliefFade(model, network.size());
    evidence = new Evidence(fade);
    for (int i = 0; i < SidePool.THREADS; i++) {
      inputs.add(new DetailInput(model, network.size()));
    }
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public List<Outcome<Relief>> relief(List<ReliefInput> faces) {
    int n = faces.size(), plane = network.size() * network.size();
    int in = DetailInput.CHANNELS * plane, out = 2 * plane;
    if (channels.length < n * in) {
      channels = new float[n * in];
      maps = new float[n * out];
    }
    pool.each(
        n,
        i -> {
          look(faces.get(i), i * in);
          return i;
        });
    FloatBuffer input = network.input(n);
    input.put(channels, 0, n * in);
    network.run(n, answer -> answer.get(maps, 0, n * out));
    return pool.each(n, i -> answer(faces.get(i), i * in, i * out));
  }

  private void look(ReliefInput face, int at) {
    DetailInput input = inputs.remove();
    try {
      input.place(face.face());
      int size = network.size();
      input.channels(
          sized(face.texture(), size).data(),
          sized(face.visibility(), face.texture().width(), size),
          channels,
          at);
    } finally {
      inputs.add(input);
    }
  }

  /** A map of another side, resampled. */
  private static RgbImage sized(RgbImage map, int size) {
    RgbImage image = map;
    while (image.width() >= 2 * size) {
      image = Halving.halve(image);
    }
    if (image.width() == size) {
      return image;
    }
    double step = (double) image.width() / size;
    return Warp.crop(image, new SimilarityTransform(step, 0, 0, 0), size);
  }

  /** The nearest texel's; visibility is smooth. */
  private static byte[] sized(byte[] map, int from, int size) {
    if (from == size) {
      return map;
    }
    byte[] out = new byte[size * size];
    for (int i = 0; i < out.length; i++) {
      int x = (i % size * 2 + 1) * from / (2 * size), y = (i / size * 2 + 1) * from / (2 * size);
      out[i] = map[y * from + x];
    }
    return out;
  }

  private Outcome<Relief> answer(ReliefInput face, int at, int mapsAt) {
    int plane = network.size() * network.size();
    for (int i = mapsAt; i < mapsAt + 2 * plane; i++) {
      if (!Float.isFinite(maps[i])) {
        return Outcome.failed(
            RejectReason.NOT_CONVERGED,
            "the network gives no finite relief for the face " + face.ref().getFaceId());
      }
    }
    int visibility = at + DetailInput.VISIBILITY * plane, errors = mapsAt + plane;
    float[] millimetres = fade.relief(maps, mapsAt, channels, visibility);
    float followed =
        fixedGate.orElseGet(
            () -> gate.of(evidence.of(channels, at, millimetres, maps, errors, density(face))));
    byte[] confidence = new byte[plane];
    for (int t = 0; t < plane; t++) {
      millimetres[t] *= followed;
      float seen = followed * ReliefFade.seen(channels[visibility + t]);
      if (seen > 0) {
        // One minus the error that the network expects, in radians, where a tenth is much.
        float sure = Math.max(0, 1 - 5 * (float) Math.exp(Math.min(0, maps[errors + t])));
        confidence[t] = (byte) (255 * seen * sure + 0.5f);
      }
    }
    return Outcome.done(
        new Relief(new DisplacementMap(network.size(), millimetres), confidence, followed));
  }

  /** Crop pixels a millimetre where the face is. */
  private static double density(ReliefInput face) {
    FaceRef ref = face.ref();
    double crop = FaceRecords.cropToFrame(ref).inverse().scale();
    return crop * FaceRecords.camera(ref).focal() / face.face().pose().z();
  }

  @Override
  public void warmUp(int maxBatch) {
    network.warmUp(maxBatch);
  }

  @Override
  public void close() {
    network.close();
  }
}
