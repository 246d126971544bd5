package dev.relievo.cli;

import dev.relievo.export.FaceFormat;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which files of a face are written. */
final class FormatOption {

  @Option(
      names = "--format",
      split = ",",
      paramLabel = "F",
      converter = FormatConverter.class,
      description = {
        "Files to write, such as glb,ply: glb; obj (with MTL, texture and maps); ply; json (pose,"
            + " coefficients, landmarks); png (a preview)."
      })
  private List<FaceFormat> formats;

  /** Those asked for, or what there is otherwise. */
  Set<FaceFormat> or(Set<FaceFormat> otherwise) {
    return formats == null ? otherwise : EnumSet.copyOf(formats);
  }

  private static final class FormatConverter implements ITypeConverter<FaceFormat> {
    @Override
    public FaceFormat convert(String word) {
      return Arrays.stream(FaceFormat.values())
          .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(word))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'" + word + "' is none of glb, obj, ply, json, png"));
    }
  }
}
