package dev.relievo.train;

import dev.relievo.face.MorphableModel;
import dev.relievo.tensor.ModelStore;
import dev.relievo.train.detail.DetailVariant;
import dev.relievo.train.detail.DetailWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What each part of stage two is worth: the same short training, once as it is and once without or
 * with another of each part, on the same faces for as many steps, as a table.
 */
public final class DetailAblation {

  private static final List<String> COLUMNS =
      List.of(
          "rendered.normal.ratio.median",
          "rendered.share_better",
          "rendered.sign_right",
          "rendered.false_relief_mm",
          "photo.ratio",
          "photo.ratio.flipped",
          "photo.relief_mm");

  private final ModelStore store;
  private final MorphableModel model;
  private final DetailRun.Places places;
  private final DetailSettings base;
  private final String device;
  private final Duration most;
  private final Consumer<String> say;

  /** A part that is changed. */
  private record Change(String name, DetailSettings settings) {}

  /**
   * An ablation.
   *
   * @param places its folder receives a run a row; what is there already is not trained again
   * @param base the settings of the first row; its steps are everyone's
   * @param device {@code auto}, {@code cpu} or {@code gpu:N}
   * @param most time for each row
   * @param say told how it goes, in lines for a person
   */
  public DetailAblation(
      ModelStore store,
      MorphableModel model,
      DetailRun.Places places,
      DetailSettings base,
      String device,
      Duration most,
      Consumer<String> say) {
    this.store = store;
    this.model = model;
    this.places = places;
    this.base = base;
    this.device = device;
    this.most = most;
    this.say = say;
  }

  private List<Change> changes() {
    DetailVariant v = base.variant();
    DetailWeights w = base.weights();
    List<Change> out = new ArrayList<>();
    out.add(new Change("as shipped: along the normal, residual, visibility", base));
    out.add(variant("along depth", new DetailVariant(true, v.concatenated(), v.blind())));
    out.add(
        variant(
            "photograph and rendering in place of the residual",
            new DetailVariant(v.depth(), true, v.blind())));
    out.add(variant("without visibility", new DetailVariant(v.depth(), v.concatenated(), true)));
    out.add(weights("without dead zones", w.with(Map.of("smoothnessZone", 0f, "normalZone", 0f))));
    out.add(weights("without symmetry", w.with(Map.of("symmetry", 0f))));
    out.add(weights("without the photometric loss", w.with(Map.of("photometric", 0f))));
    out.add(changed("photographs alone, no renderings", base.network(), 0, v, w));
    out.add(
        changed(
            "large network (as published)", DetailSettings.Kind.paper, base.renderedShare(), v, w));
    return out;
  }

  private Change variant(String name, DetailVariant variant) {
    return changed(name, base.network(), base.renderedShare(), variant, base.weights());
  }

  private Change weights(String name, DetailWeights weights) {
    return changed(name, base.network(), base.renderedShare(), base.variant(), weights);
  }

  private Change changed(
      String name,
      DetailSettings.Kind network,
      double share,
      DetailVariant variant,
      DetailWeights weights) {
    return new Change(
        name,
        new DetailSettings(
            network,
            base.size(),
            base.steps(),
            base.batch(),
            base.learningRate(),
            base.warmUp(),
            base.seed(),
            share,
            base.renderings(),
            base.validation(),
            base.validateEvery(),
            variant,
            weights,
            base.bfloat16()));
  }

  /**
   * Trains all rows.
   *
   * @return the table as Markdown
   */
  public String run() throws IOException {
    StringBuilder table = new StringBuilder("| | parameters (millions) | ");
    table.append(String.join(" | ", COLUMNS)).append(" |\n| --- | ---: |");
    COLUMNS.forEach(c -> table.append(" ---: |"));
    table.append('\n');
    int row = 0;
    for (Change change : changes()) {
      say.accept("row %d: %s".formatted(++row, change.name()));
      table.append(row(change, places.folder().resolve("row-" + row)));
      Files.writeString(
          Files.createDirectories(places.folder()).resolve("ablation.md"), table.toString());
    }
    return table.toString();
  }

  private String row(Change change, Path folder) throws IOException {
    DetailRun.Places here =
        new DetailRun.Places(
            places.photos(),
            places.coarse(),
            Optional.empty(),
            places.cache(),
            folder,
            Files.createDirectories(folder).resolve("network.safetensors"));
    try (DetailRun run = DetailRun.open(store, model, here, device, change.settings(), say)) {
      run.train(most);
      StringBuilder out = new StringBuilder("| " + change.name());
      out.append(String.format(Locale.ROOT, " | %.1f", run.parameterCount() / 1e6));
      for (String column : COLUMNS) {
        Double value = run.latest().get(column);
        out.append(value == null ? " |" : String.format(Locale.ROOT, " | %.3f", value));
      }
      return out.append(" |\n").toString();
    }
  }
}
