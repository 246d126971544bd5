package dev.relievo.cli;

import dev.relievo.evaluate.PhotoIndex;
import dev.relievo.evaluate.PhotoIndex.Photo;
import dev.relievo.model.FaceObservations;
import dev.relievo.model.FaceObservations.Observation;
import dev.relievo.model.PhotoLearning;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.Frame;
import dev.relievo.stage.Stage;
import dev.relievo.stage.Stages;
import dev.relievo.stream.RelievoConfig;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code relievo model learn}: shape, landmarks and albedo from photographs. */
@Command(
    name = "learn",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Learn from the training photographs of a folder with an index.csv: mean and covariance of the"
          + " shape over people, where the landmark network puts its points on the face model, and"
          + " the albedo's mean and components.",
      "Albedo starts from photographs that were all taken under one even light; --studio names their"
          + " folder inside DIR. The others widen it.",
      "Photographs should show many people, from all sides: only a turned face tells how far a nose"
          + " stands out. Needs about 100 MB of memory for a thousand photographs, and 1 GB besides."
    },
    footer =
        "%nExample:%n  relievo model learn --photos photos --model built.safetensors --out m.safetensors")
final class ModelLearnCommand implements Callable<Integer> {

  @Inject RelievoConfig config;
  @Spec private CommandSpec spec;
  private final Phases phases = Phases.of("model learn", () -> spec.commandLine().getErr());

  @Option(
      names = "--photos",
      required = true,
      paramLabel = "DIR",
      description = "Folder with an index.csv: file,split,licence.")
  private Path folder;

  @Option(
      names = "--studio",
      paramLabel = "NAME",
      defaultValue = "london",
      description = "Evenly lit photographs; default: ${DEFAULT-VALUE}.")
  private String studio;

  @Option(
      names = "--every",
      paramLabel = "N",
      defaultValue = "1",
      description = "Take each Nth of the other photographs; default: ${DEFAULT-VALUE}.")
  private int every;

  @Option(
      names = "--components",
      paramLabel = "K",
      defaultValue = "48",
      description = "Components of albedo; default: ${DEFAULT-VALUE}.")
  private int components;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "The face model to start from, as relievo model build writes it.")
  private Path model;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "The learned one.")
  private Path out;

  @Override
  public Integer call() throws IOException {
    List<Photo> even = new ArrayList<>(), others = new ArrayList<>();
    int seen = 0;
    for (Photo photo : PhotoIndex.read(folder)) {
      if (!photo.split().equals("train")) {
        continue;
      }
      if (photo.set().equals(studio)) {
        even.add(photo);
      } else if (seen++ % every == 0) {
        others.add(photo);
      }
    }
    try (Stage<Frame, FaceCrop> detect = new Stages(config.models()).detect()) {
      List<Observation> lit = observe("evenly lit", even, detect);
      List<Observation> all = new ArrayList<>(lit);
      all.addAll(observe("other", others, detect));
      double explained = PhotoLearning.learn(model, all, lit, components, out, this::progress);
      phases.close();
      spec.commandLine()
          .getOut()
          .printf(
              "%s: learned from %d faces, %d of them evenly lit; %.3f of albedo's variance explained%n",
              out, all.size(), lit.size(), explained);
    }
    return ExitCode.OK;
  }

  private List<Observation> observe(String what, List<Photo> photos, Stage<Frame, FaceCrop> detect)
      throws IOException {
    return FaceObservations.collect(
        photos,
        detect,
        done -> {
          if (done % 50 == 0 || done == photos.size()) {
            progress(done + " of " + photos.size() + " " + what + " photographs");
          }
        });
  }

  private void progress(String what) {
    phases.say(what);
  }
}
