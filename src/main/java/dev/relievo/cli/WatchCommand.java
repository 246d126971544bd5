package dev.relievo.cli;

import dev.relievo.export.ArkitShapes;
import dev.relievo.export.FaceFormat;
import dev.relievo.export.FaceTrack;
import dev.relievo.export.TrackAnimator;
import dev.relievo.face.MorphableModel;
import dev.relievo.record.FaceMesh;
import dev.relievo.record.FaceStatus;
import dev.relievo.stream.ChainEvent;
import dev.relievo.stream.ChainReader;
import dev.relievo.stream.Printable;
import dev.relievo.stream.RelievoConfig;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code relievo watch}: writes faces as they come and prints every answer. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Print each answer, write each face and animate a track of them, until interrupted.",
      "Files are made here, from what the records carry. They are named after camera, sequence and"
          + " the face's index; a replay writes the same files.",
      "An animation is one GLB of a person's neutral face, with expressions as morph targets under"
          + " ARKit's names, their weights and the head's pose over time. It is written at the end,"
          + " also when that is Ctrl-C. Of several tracks the longest is taken."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  relievo watch --out meshes --from-beginning",
      "  relievo watch --out faces --camera door --format glb,json --compress meshopt",
      "  relievo watch --camera door --for 10s --animate door.glb",
      "  relievo watch --json --limit 100"
    })
final class WatchCommand implements Callable<Integer> {

  @Inject RelievoConfig config;
  @Mixin private KafkaOption kafka;
  @Spec private CommandSpec spec;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder of the faces' files; default: none are written.")
  private Path out;

  @Mixin private FormatOption formats;
  @Mixin private MeshOption mesh;

  @Option(
      names = "--animate",
      paramLabel = "FILE",
      description = "Write an animation of the longest track, or of the one named by --track.")
  private Path animation;

  @Mixin private FaceFilter filter;

  @Option(
      names = "--from-beginning",
      description = "Start at the oldest record that is still there, not at now.")
  private boolean fromBeginning;

  @Mixin private StopOptions stop;

  @Option(names = "--json", description = "Print an object a line instead of sentences.")
  private boolean json;

  private MorphableModel model;
  private MeshWriter writer;
  private TrackRecorder recorder;
  private WatchLog log;

  @Override
  public Integer call() throws IOException {
    log = new WatchLog(spec.commandLine().getOut(), json);
    prepare();
    ChainReader.From from = fromBeginning ? ChainReader.From.BEGINNING : ChainReader.From.NOW;
    RuntimeException interruption = null;
    try (ChainReader reader = new ChainReader(kafka.settings(config), from)) {
      stop.start();
      interruption = read(reader);
    }
    animate();
    if (interruption != null) {
      throw interruption;
    }
    return ExitCode.OK;
  }

  /** Before anything is read: what is wrong with the options, or the model, is said at once. */
  private void prepare() throws IOException {
    var style = mesh.style();
    if (out != null) {
      Set<FaceFormat> wanted = formats.or(Set.of(FaceFormat.GLB));
      writer = new MeshWriter(out, wanted, style, this::model, this::complain);
    }
    if (animation != null) {
      recorder = new TrackRecorder(model());
    }
  }

  private MorphableModel model() {
    if (model == null) {
      model = ConfiguredStages.of(config).model();
    }
    return model;
  }

  /** Reads to the end; what interrupted it, else null. */
  private RuntimeException read(ChainReader reader) {
    try {
      while (!stop.isOver()) {
        for (ChainEvent event : reader.poll(stop.left())) {
          stop.hear();
          show(event);
        }
        if (recorder != null && recorder.isFull()) {
          complain("there is no room for more frames; what was collected is animated");
          return null;
        }
      }
      return null;
    } catch (RuntimeException e) {
      if (FailureHandler.isInterruption(e)) {
        // Cleared, so that what was collected can be written.
        Thread.interrupted();
        return e;
      }
      throw e;
    }
  }

  private void show(ChainEvent event) {
    if (stop.isEnough()) {
      return;
    }
    if (event instanceof ChainEvent.FrameAnswered answered && filter.accepts(answered.result())) {
      log.frame(answered.result());
    } else if (event instanceof ChainEvent.FaceAnswered answered
        && answered.result().getStatus() != FaceStatus.MESHED
        && filter.accepts(answered.result().getFace())) {
      log.lost(answered.result());
    } else if (event instanceof ChainEvent.Meshed meshed
        && filter.accepts(meshed.mesh().getFace())) {
      take(meshed.mesh());
    } else if (event instanceof ChainEvent.Unreadable unreadable) {
      log.unreadable(unreadable);
    }
  }

  private void take(FaceMesh face) {
    stop.count();
    if (recorder != null) {
      try {
        recorder.add(face);
      } catch (IllegalArgumentException e) {
        complain(face.getFace().getFaceId() + " is left out: " + e.getMessage());
      }
    }
    try {
      log.mesh(face, writer == null ? List.of() : writer.write(face));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void animate() throws IOException {
    if (recorder == null) {
      return;
    }
    FaceTrack track =
        recorder
            .longest()
            .orElseThrow(
                () -> new CommandFailure(ExitCode.INCOMPLETE, "no face came to be animated"));
    TrackAnimator animator = new TrackAnimator(model(), mesh.style().compression());
    TrackAnimator.Animation made = animator.animate(track);
    if (animation.getParent() != null) {
      Files.createDirectories(animation.getParent());
    }
    Files.write(animation, made.glb().array());
    log.animation(track.name(), made, ArkitShapes.missing(model()), animation);
  }

  /** To standard error: results alone are on standard output. */
  private void complain(String message) {
    spec.commandLine().getErr().println("relievo: " + Printable.of(message));
  }
}
