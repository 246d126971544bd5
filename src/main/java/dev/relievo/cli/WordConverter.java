package dev.relievo.cli;

import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** From the word that a constant gives as its {@code toString()} to the constant. */
abstract class WordConverter<E extends Enum<E>> implements ITypeConverter<E> {

  private final E[] values;

  /** For one of these. */
  WordConverter(E[] values) {
    this.values = values;
  }

  @Override
  public final E convert(String word) {
    return Arrays.stream(values)
        .filter(value -> value.toString().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'" + word + "' is none of " + Arrays.toString(values)));
  }
}
