package dev.relievo.evaluate;

import dev.relievo.evaluate.DetailStages.Detailed;
import dev.relievo.evaluate.PhotoIndex.Photo;
import dev.relievo.evaluate.ReliefShading.Renderings;
import dev.relievo.face.CropCamera;
import dev.relievo.face.DisplacementMap;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/**
 * Whether relief explains photographs. Coarse, detailed and flipped (relief times -1) renderings
 * have the same albedo, light and mask ({@link ReliefShading}); each figure is also given by set
 * ({@code .london} and so on).
 *
 * <ul>
 *   <li>{@code detail.photometric.ratio_to_coarse}: mean over faces of the detailed rendering's
 *       mean absolute difference from the photograph over the coarse one's, sRGB; {@code
 *       .sign_flipped} the same with the relief turned round
 *   <li>{@code detail.photometric.highpass.ratio_to_coarse} and {@code .sign_flipped}: the same
 *       after each difference's Gaussian mean over {@value SurfaceHighPass#SIGMA} mm was taken
 *       away: what relief can touch
 *   <li>{@code detail.ssim.coarse}, {@code .detailed}, {@code .sign_flipped}: structural similarity
 *       on the same skin, mean over faces
 *   <li>{@code detail.photometric.share_gated}: share of faces whose gate is closed; {@code
 *       .found}: share of photographs from which a detailed face came, the others are in no other
 *       figure
 * </ul>
 */
final class PhotoDetailEvaluation {

  private static final int LEAST_PIXELS = 200;

  private final DetailStages stages;
  private final SkinCharts charts;
  private final ReliefShading shading;
  private final Map<String, Samples> samples = new TreeMap<>();
  private final List<DetailedPhoto> judged = new ArrayList<>();

  PhotoDetailEvaluation(DetailStages stages, SkinCharts charts) {
    this.stages = stages;
    this.charts = charts;
    shading = new ReliefShading(charts);
  }

  /**
   * Evaluates photographs; once.
   *
   * @param progress called with the number done, after each
   */
  Metrics run(List<Photo> photos, IntConsumer progress) throws IOException {
    int done = 0;
    for (Photo photo : photos) {
      Optional<FaceCrop> crop = stages.face(frame(photo));
      Optional<Detailed> detailed = crop.flatMap(stages::coarse).flatMap(stages::relief);
      add("detail.photometric.found", photo.set(), detailed.isPresent() ? 1 : 0);
      if (detailed.isPresent()) {
        measure(photo, crop.get(), detailed.get());
      }
      progress.accept(++done);
    }
    Metrics metrics = new Metrics();
    samples.forEach((key, values) -> values.putMean(metrics, key));
    return metrics;
  }

  /** The photographs with relief, in order. */
  List<DetailedPhoto> judged() {
    return List.copyOf(judged);
  }

  private static Frame frame(Photo photo) throws IOException {
    return Frame.newBuilder()
        .setCameraId(photo.name())
        .setSequence(0)
        .setCapturedAt(Instant.EPOCH)
        .setImage(ByteBuffer.wrap(Files.readAllBytes(photo.file())))
        .build();
  }

  private void measure(Photo photo, FaceCrop crop, Detailed detailed) throws IOException {
    CropCamera camera = PhotoEvaluation.camera(crop);
    Renderings drawn = shading.draw(detailed.face(), detailed.relief(), camera, 0, 1, -1);
    if (drawn.count() < LEAST_PIXELS) {
      return;
    }
    float[] picture = ReliefShading.values(PhotoEvaluation.picture(crop));
    SkinSimilarity skin = new SkinSimilarity(picture, drawn.skin(), drawn.side());
    double sigma = SurfaceHighPass.SIGMA * drawn.pixelsPerMillimetre();
    double[] plain = new double[3], fine = new double[3], structure = new double[3];
    for (int i = 0; i < 3; i++) {
      float[] image = drawn.images()[i];
      plain[i] = skin.difference(image);
      fine[i] = skin.fineDifference(image, sigma);
      structure[i] = skin.structure(image);
    }
    String set = photo.set();
    double ratio = plain[1] / plain[0];
    add("detail.photometric.ratio_to_coarse", set, ratio);
    add("detail.photometric.ratio_to_coarse.sign_flipped", set, plain[2] / plain[0]);
    add("detail.photometric.highpass.ratio_to_coarse", set, fine[1] / fine[0]);
    add("detail.photometric.highpass.ratio_to_coarse.sign_flipped", set, fine[2] / fine[0]);
    add("detail.ssim.coarse", set, structure[0]);
    add("detail.ssim.detailed", set, structure[1]);
    add("detail.ssim.sign_flipped", set, structure[2]);
    add("detail.photometric.share_gated", set, detailed.gate() < DetailScore.CLOSED ? 1 : 0);
    judged.add(new DetailedPhoto(photo, crop, detailed, ratio, fine[0], energy(detailed)));
  }

  private void add(String key, String set, double value) {
    samples.computeIfAbsent(key, k -> new Samples()).add(value);
    if (!set.isEmpty()) {
      samples.computeIfAbsent(key + "." + set, k -> new Samples()).add(value);
    }
  }

  /** Root mean square over the skin of the chart, high-passed. */
  private double energy(Detailed detailed) {
    DisplacementMap relief = detailed.relief();
    int size = relief.size();
    boolean[] skin = charts.skin(size);
    float[] high =
        new SurfaceHighPass(charts.chart(size), charts.model().shape(detailed.face()), skin)
            .apply(relief.millimetres());
    double sum = 0;
    int n = 0;
    for (int t = 0; t < high.length; t++) {
      if (skin[t]) {
        sum += high[t] * high[t];
        n++;
      }
    }
    return Math.sqrt(sum / Math.max(1, n));
  }
}
