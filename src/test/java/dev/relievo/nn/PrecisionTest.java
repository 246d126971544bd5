package dev.relievo.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrecisionTest {

  @ParameterizedTest
  @CsvSource({
    "fpu vme avx512_bf16 amx_bf16 avx512_fp16 amx_tile, true",
    "fpu vme avx512f avx512_bf16, true",
    "fpu vme avx512f avx512_vnni amx_tile, false",
    "fpu vme amx_bf16x, false"
  })
  void shouldTakeBfloat16OnlyWhereItIsMultiplied(String flags, boolean fast, @TempDir Path folder)
      throws Exception {
    Path description = folder.resolve("cpuinfo");
    Files.writeString(
        description, "processor\t: 0\nmodel name\t: amx_bf16\nflags\t\t: " + flags + "\n\n");
    assertThat(Precision.multiplies(description)).isEqualTo(fast);
  }

  @Test
  void shouldTakeProcessorsThatNothingIsKnownOfForOnesWithout(@TempDir Path folder) {
    assertThat(Precision.multiplies(folder.resolve("none"))).isFalse();
  }

  @Test
  void shouldComputeOtherwiseOnlyWhereAsked() {
    assertThat(NetworkDevice.CPU.computing(Precision.FLOAT32).target())
        .isEqualTo(TorchScriptCompiler.Target.CPU);
    if (Precision.isBfloat16Fast()) {
      assertThat(NetworkDevice.CPU.computing(Precision.BFLOAT16).target())
          .isEqualTo(TorchScriptCompiler.Target.CPU_BFLOAT16);
      assertThat(NetworkDevice.CPU.computing(Precision.AUTO).target())
          .isEqualTo(TorchScriptCompiler.Target.CPU_BFLOAT16);
    } else {
      assertThatThrownBy(() -> NetworkDevice.CPU.computing(Precision.BFLOAT16))
          .isInstanceOf(DeviceUnavailableException.class)
          .hasMessageContaining("neither AMX nor AVX-512");
      assertThat(NetworkDevice.CPU.computing(Precision.AUTO).target())
          .isEqualTo(TorchScriptCompiler.Target.CPU);
    }
  }
}
