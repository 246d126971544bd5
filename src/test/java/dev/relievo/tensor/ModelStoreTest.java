package dev.relievo.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.relievo.tensor.ModelManifest.Model;
import dev.relievo.tensor.Safetensors.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelStoreTest {

  @TempDir Path models;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = models.resolve("part/thing.safetensors");
    Safetensors.of(Map.of("x", Tensor.f32(new float[] {1, 2}, 2)), Map.of()).write(file);
    String hash = ModelStore.sha256(ByteBuffer.wrap(Files.readAllBytes(file)));
    Model model =
        new Model("thing", "3", "part/thing.safetensors", hash, "MIT", "part/README.md", List.of());
    new ModelManifest(List.of(model)).write(models);
  }

  @Test
  void shouldLoadByName() {
    ModelStore store = new ModelStore(models);

    assertThat(store.load("thing").get("x").toFloats()).containsExactly(1, 2);
    assertThat(store.id("thing")).isEqualTo("thing@3");
  }

  @Test
  void shouldRefuseAFileThatIsNotTheOneListed() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);

    assertThatThrownBy(() -> new ModelStore(models).load("thing"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("thing.safetensors")
        .hasMessageContaining("SHA-256")
        .hasMessageContaining("part/README.md");
  }

  @Test
  void shouldNameAMissingFile() throws IOException {
    Files.delete(file);

    assertThatThrownBy(() -> new ModelStore(models).load("thing"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("missing")
        .hasMessageContaining("thing.safetensors");
  }

  @Test
  void shouldNameWhatTheManifestKnowsWhenAskedForSomethingElse() {
    assertThatThrownBy(() -> new ModelStore(models).load("other"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("other")
        .hasMessageContaining("thing");
  }

  @Test
  void shouldSayWhereItLookedForAManifest() {
    assertThatThrownBy(() -> new ModelStore(models.resolve("nowhere")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("nowhere")
        .hasMessageContaining("-Drelievo.models");
  }

  @Test
  void shouldReplaceOrAddEntries() {
    ModelManifest manifest = ModelManifest.read(models);
    Model thing = manifest.get("thing");
    Model other = new Model("other", "1", "o", "h", "MIT", "c", List.of());

    ModelManifest changed = manifest.with(thing.withSha256("new")).with(other);

    assertThat(changed.models()).containsExactly(thing.withSha256("new"), other);
  }

  @Test
  void shouldHaveEveryFileThatTheProjectsManifestLists() {
    ModelStore store = ModelStore.open();

    assertThat(store.manifest().models()).hasSizeGreaterThanOrEqualTo(3);
    for (Model model : store.manifest().models()) {
      assertThat(store.load(model.name()).tensors()).as(model.name()).isNotEmpty();
      assertThat(model.sources()).as(model.name()).isNotEmpty();
    }
  }
}
