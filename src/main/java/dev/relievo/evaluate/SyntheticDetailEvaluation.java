package dev.relievo.evaluate;

import dev.relievo.evaluate.DetailScore.Verdict;
import dev.relievo.evaluate.DetailStages.Detailed;
import dev.relievo.evaluate.ReliefFaces.Skin;
import dev.relievo.evaluate.ToldObserver.Told;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.FaceRecords;
import dev.relievo.record.CoarseFace;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.Frame;
import dev.relievo.record.Intrinsics;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What the chain makes of {@link ReliefFaces}, by {@link ReliefComparison}, all keys beginning with
 * {@code detail.synthetic.}:
 *
 * <ul>
 *   <li>{@code normal_deg.coarse}, {@code .detailed}: mean over faces of the mean angle, degrees;
 *       {@code .ratio}: median over faces of detailed over coarse; {@code .ratio.told}: the same of
 *       {@link ToldObserver}, who knows each fold's place and direction
 *   <li>{@code share_better} (ratio below 0.99), {@code share_worse} (above 1.01), {@code
 *       share_gated} (the rest): of all faces, together 1
 *   <li>{@code highpass_correlation}: between true and found relief, mean over the faces that are
 *       not gated
 *   <li>{@code sign_correct}: share of the pixels in valleys deeper than 0.1 mm whose found relief
 *       goes inwards, over the same faces; {@code sign_wrong}: whose found relief is a ridge of
 *       more than 0.02 mm; in the rest next to nothing was found. {@code sign_correct.found}: of
 *       those pixels at which more than 0.02 mm was found, either way, the share that goes inwards.
 *       {@code sign_correct.told}: of all faces, which {@link ToldObserver} takes for valleys who
 *       knows all of the relief but whether it is inside out
 *   <li>{@code false_relief_mm}: root mean square of the relief found on faces that have spots and
 *       no relief, gated ones too
 *   <li>{@code found}: share of all pictures from which a detailed face came; the others are in no
 *       other figure
 * </ul>
 *
 * With {@code .dark} at the end: of the same faces with folds that are dark inside. With {@code
 * .true_coarse} at the end: after the true coefficients were put in the place of the predicted ones
 * before unwrapping. {@code .clear} before either: of the sharp faces at least {@value #CLEAR}
 * pixels wide alone.
 */
final class SyntheticDetailEvaluation {

  private static final String PREFIX = "detail.synthetic.";
  private static final String TRUE_COARSE = ".true_coarse";
  private static final String DARK = ".dark";
  private static final double CLEAR = 320;
  private static final int REPORT_EVERY = 10;

  /** Declared, or detection would assume another lens than the pictures were rendered with. */
  private static final Intrinsics INTRINSICS = FaceRecords.toRecord(ReliefFaces.CAMERA);

  private final DetailStages stages;
  private final SkinCharts charts;
  private final ReliefComparison comparison;
  private final ToldObserver observer;

  /** Scores by what stands at the end of their keys. */
  private final Map<String, List<DetailScore>> scores = new TreeMap<>();

  private final Map<String, List<DetailScore>> falseReliefs = new TreeMap<>();
  private final Map<String, List<Told>> told = new TreeMap<>();
  private final Samples found = new Samples();

  SyntheticDetailEvaluation(DetailStages stages, SkinCharts charts) {
    this.stages = stages;
    this.charts = charts;
    comparison = new ReliefComparison(charts);
    observer = new ToldObserver(charts);
  }

  /**
   * Runs it; once.
   *
   * @param faces with folds, once shaded only and once dark inside; half as many without
   * @param log told of progress
   */
  Metrics run(int faces, long seed, Consumer<String> log) {
    ReliefFaces test = new ReliefFaces(charts, seed);
    int spotted = (faces + 1) / 2, all = 2 * faces + spotted;
    int done = 0;
    for (Skin skin : List.of(Skin.FOLDED, Skin.SPOTTED, Skin.DARK)) {
      for (int i = 0; i < (skin == Skin.SPOTTED ? spotted : faces); i++) {
        evaluate(test.draw(i, skin), skin, log);
        if (++done % REPORT_EVERY == 0 || done == all) {
          log.accept(done + " of " + all + " faces with known relief");
        }
      }
    }
    Metrics metrics = new Metrics();
    scores.forEach((end, of) -> report(end, of, metrics));
    falseReliefs.forEach((end, of) -> reportFalse(end, of, metrics));
    told.forEach((end, of) -> reportTold(end, of, metrics));
    found.putMean(metrics, PREFIX + "found");
    return metrics;
  }

  private void evaluate(ReliefFace face, Skin skin, Consumer<String> log) {
    Frame frame =
        Frame.newBuilder()
            .setCameraId("relief")
            .setSequence(0)
            .setCapturedAt(Instant.EPOCH)
            .setImage(ByteBuffer.wrap(face.jpeg()))
            .setIntrinsics(INTRINSICS)
            .build();
    FaceParameters truth = face.truth();
    comparison.truth(
        truth, face.relief(), ReliefFaces.CAMERA, ReliefFaces.WIDTH, ReliefFaces.HEIGHT);
    Optional<FaceCrop> crop = stages.face(frame);
    Optional<CoarseFace> coarse = crop.flatMap(stages::coarse);
    Optional<Detailed> detailed = coarse.flatMap(stages::relief);
    found.add(detailed.isPresent() ? 1 : 0);
    boolean wrinkled = skin != Skin.SPOTTED;
    detailed.ifPresent(d -> add(face, d, skin == Skin.DARK ? DARK : "", wrinkled));
    if (skin != Skin.DARK) {
      crop.flatMap(c -> stages.relief(stages.coarse(c, truth)))
          .ifPresent(d -> add(face, d, TRUE_COARSE, wrinkled));
    }
    if (detailed.isEmpty()) {
      log.accept(
          "a face with known relief, %.0f pixels wide, was not found".formatted(face.size()));
    }
  }

  private void add(ReliefFace face, Detailed detailed, String end, boolean wrinkled) {
    DetailScore score = comparison.compare(detailed.face(), detailed.relief(), detailed.gate());
    if (score.pixels() == 0) {
      return;
    }
    if (wrinkled) {
      told.computeIfAbsent(end, k -> new ArrayList<>())
          .add(observer.ask(comparison, detailed.unwrapped()));
    }
    Map<String, List<DetailScore>> to = wrinkled ? scores : falseReliefs;
    to.computeIfAbsent(end, k -> new ArrayList<>()).add(score);
    if (face.size() >= CLEAR && face.blur() == 0) {
      to.computeIfAbsent(".clear" + end, k -> new ArrayList<>()).add(score);
    }
  }

  private static void report(String end, List<DetailScore> scores, Metrics metrics) {
    Samples coarse = new Samples(), detailed = new Samples(), ratio = new Samples();
    Samples correlation = new Samples();
    int[] verdicts = new int[Verdict.values().length];
    long valleys = 0, inwards = 0, clearlyInwards = 0, clearlyOutwards = 0;
    for (DetailScore score : scores) {
      coarse.add(score.coarseDegrees());
      detailed.add(score.detailedDegrees());
      ratio.add(score.ratio());
      verdicts[score.verdict().ordinal()]++;
      if (score.verdict() != Verdict.GATED) {
        valleys += score.valleys();
        inwards += score.inwards();
        clearlyInwards += score.clearlyInwards();
        clearlyOutwards += score.clearlyOutwards();
        if (!Double.isNaN(score.correlation())) {
          correlation.add(score.correlation());
        }
      }
    }
    coarse.putMean(metrics, PREFIX + "normal_deg.coarse" + end);
    detailed.putMean(metrics, PREFIX + "normal_deg.detailed" + end);
    ratio.putMedian(metrics, PREFIX + "normal_deg.ratio" + end);
    for (Verdict verdict : Verdict.values()) {
      String key = PREFIX + "share_" + verdict.name().toLowerCase(Locale.ROOT) + end;
      metrics.put(key, (double) verdicts[verdict.ordinal()] / scores.size(), scores.size());
    }
    correlation.putMean(metrics, PREFIX + "highpass_correlation" + end);
    if (valleys > 0) {
      metrics.put(PREFIX + "sign_correct" + end, (double) inwards / valleys, valleys);
      metrics.put(PREFIX + "sign_wrong" + end, (double) clearlyOutwards / valleys, valleys);
    }
    long clear = clearlyInwards + clearlyOutwards;
    if (clear > 0) {
      metrics.put(PREFIX + "sign_correct.found" + end, (double) clearlyInwards / clear, clear);
    }
  }

  private static void reportTold(String end, List<Told> answers, Metrics metrics) {
    Samples ratio = new Samples();
    answers.forEach(told -> ratio.add(told.ratio()));
    ratio.putMedian(metrics, PREFIX + "normal_deg.ratio.told" + end);
    long valleys = answers.stream().mapToLong(Told::valleys).sum();
    long right = answers.stream().mapToLong(Told::right).sum();
    if (valleys > 0) {
      metrics.put(PREFIX + "sign_correct.told" + end, (double) right / valleys, valleys);
    }
  }

  private static void reportFalse(String end, List<DetailScore> scores, Metrics metrics) {
    double square = scores.stream().mapToDouble(DetailScore::reliefSquare).average().orElseThrow();
    metrics.put(PREFIX + "false_relief_mm" + end, Math.sqrt(square), scores.size());
  }
}
