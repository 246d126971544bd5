package dev.relievo.cli;

import dev.relievo.export.Compression;
import dev.relievo.export.GlbStyle;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What GLB files hold and how. */
final class MeshOption {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Mixin private DetailOption detail;

  @Option(
      names = "--compress",
      paramLabel = "WAY",
      converter = CompressionConverter.class,
      defaultValue = "none",
      description = {
        "GLB with floats, which everything reads (none), with small integers (quantize:"
            + " KHR_mesh_quantization), or those coded (meshopt: EXT_meshopt_compression);"
            + " default: ${DEFAULT-VALUE}."
      })
  private Compression compression;

  @Option(
      names = "--expressions",
      description = {
        "GLB of the neutral face, with expressions as morph targets under ARKit's names and this"
            + " face's weights; not with dense geometry."
      })
  private boolean expressions;

  /** As the user wants it. */
  GlbStyle style() {
    try {
      return new GlbStyle(detail.detail(), compression, expressions);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static final class CompressionConverter extends WordConverter<Compression> {
    CompressionConverter() {
      super(Compression.values());
    }
  }
}
