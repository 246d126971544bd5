package dev.relievo.cli;

import dev.relievo.export.Detail;
import dev.relievo.render.DenseTopology;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How relief gets into meshes. */
final class DetailOption {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--detail",
      paramLabel = "MODE",
      converter = ModeConverter.class,
      defaultValue = "normal-map",
      description = {
        "Relief as a normal map on the coarse mesh (normal-map), in the vertices of a dense one"
            + " (geometry), or both; default: ${DEFAULT-VALUE}."
      })
  private Detail.Mode mode;

  @Option(
      names = "--density",
      paramLabel = "K",
      defaultValue = "" + Detail.DEFAULT_DENSITY,
      description = {
        "Parts into which geometry splits an edge, 1 to 8: 2 gives 39,000 vertices, 3 87,000, 4"
            + " 155,000; default: ${DEFAULT-VALUE}."
      })
  private int density;

  /** As the user wants it. */
  Detail detail() {
    if (density < 1 || density > DenseTopology.MAX_DENSITY) {
      throw new ParameterException(
          spec.commandLine(),
          "--density must be 1 to %d, not %d".formatted(DenseTopology.MAX_DENSITY, density));
    }
    return new Detail(mode, density);
  }

  private static final class ModeConverter extends WordConverter<Detail.Mode> {
    ModeConverter() {
      super(Detail.Mode.values());
    }
  }
}
