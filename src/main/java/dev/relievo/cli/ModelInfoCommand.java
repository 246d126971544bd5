package dev.relievo.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.relievo.export.ArkitShapes;
import dev.relievo.face.MorphableModel;
import dev.relievo.model.AlbedoSheet;
import dev.relievo.model.ChartReport;
import dev.relievo.model.ContactSheet;
import dev.relievo.tensor.ModelStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code relievo model info}: what a face model holds. */
@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Print what a face model holds and how good its chart is.",
    footer = {
      "%nExamples:%n  relievo model info",
      "  relievo model info built.safetensors --pictures sheets"
    })
public final class ModelInfoCommand implements Callable<Integer> {

  /** Random faces over which the chart is measured. */
  private static final int FACES = 200;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "The model (default: ${DEFAULT-VALUE}).",
      defaultValue = "${sys:" + ModelStore.PROPERTY + ":-models}/face/relievo-face-v2.safetensors")
  private Path file;

  @Option(
      names = "--pictures",
      paramLabel = "DIR",
      description = "Also draw contact-sheet.png and uv-chart.png there.")
  private Path pictures;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    MorphableModel model = MorphableModel.load(file);
    if (json) {
      spec.commandLine().getOut().println(json(model, file));
      spec.commandLine().getOut().flush();
    } else {
      print(model, file, spec.commandLine().getOut());
    }
    if (pictures != null) {
      Files.createDirectories(pictures);
      ContactSheet.write(model, 1, pictures.resolve("contact-sheet.png"));
      AlbedoSheet.write(model, 1, pictures.resolve("albedo-sheet.png"));
      ChartReport.draw(model, pictures.resolve("uv-chart.png"));
    }
    return ExitCode.OK;
  }

  static void print(MorphableModel model, Path file, PrintWriter out) throws IOException {
    ChartReport chart = ChartReport.of(model, FACES, 1);
    out.printf("%-26s %s (%,d bytes)%n", model.id(), file, Files.size(file));
    out.printf("%-26s %d%n", "control points", model.controlCount());
    out.printf("%-26s %d%n", "vertices", model.vertexCount());
    out.printf("%-26s %d%n", "triangles", model.parts().length);
    out.printf("%-26s %d%n", "triangles, lighter level", model.lightTriangles().length / 3);
    out.printf("%-26s %d%n", "identity components", model.identityCount());
    out.printf("%-26s %d%n", "corrective components", model.correctiveCount());
    out.printf("%-26s %d%n", "albedo components", model.albedoCount());
    out.printf("%-26s %d%n", "triangles flipped in UV", chart.flipped());
    out.printf(Locale.ROOT, "%-26s %.3f%n", "chart used", chart.used());
    out.printf("%-26s %s%n", "mm per texel, mean", percentiles(chart.texels()));
    out.printf("%-26s %s%n", "mm per texel, " + FACES + " faces", percentiles(chart.random()));
    out.printf(
        "%-26s %d: %s%n",
        "expressions", model.expressionCount(), String.join(", ", model.expressionNames()));
    out.printf(
        "%-26s %s%n", "ARKit's that it lacks", String.join(", ", ArkitShapes.missing(model)));
    out.flush();
  }

  /** The same as one JSON object; {@code mmPerTexel} has 5th, 50th and 95th percentiles by area. */
  private static String json(MorphableModel model, Path file) throws IOException {
    ChartReport chart = ChartReport.of(model, FACES, 1);
    ObjectNode node = new ObjectMapper().createObjectNode();
    node.put("id", model.id()).put("file", file.toString()).put("bytes", Files.size(file));
    node.put("controlPoints", model.controlCount()).put("vertices", model.vertexCount());
    node.put("triangles", model.parts().length);
    node.put("lightTriangles", model.lightTriangles().length / 3);
    node.put("identityComponents", model.identityCount());
    node.put("correctiveComponents", model.correctiveCount());
    node.put("albedoComponents", model.albedoCount());
    node.put("flippedInChart", chart.flipped()).put("chartUsed", chart.used());
    node.putPOJO("mmPerTexel", chart.texels());
    node.putPOJO("mmPerTexelOfRandomFaces", chart.random());
    node.putPOJO("expressions", model.expressionNames());
    node.putPOJO("arkitMissing", ArkitShapes.missing(model));
    return node.toPrettyString();
  }

  private static String percentiles(double[] p) {
    return String.format(
        Locale.ROOT, "%.2f / %.2f / %.2f (5th, 50th, 95th percentile by area)", p[0], p[1], p[2]);
  }
}
