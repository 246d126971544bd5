package dev.relievo.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutOfMemoryTest {

  @Test
  void shouldKnowTheEnginesOwn() {
    Throwable failure;
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      failure = catchThrowable(() -> manager.zeros(new Shape(1L << 46)));
    }

    assertThat(failure).isNotNull();
    assertThat(OutOfMemory.is(failure)).as(String.valueOf(failure)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 79 GiB",
        "CUDA error: out of memory",
        "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
        "cuDNN error: CUDNN_STATUS_ALLOC_FAILED",
        "OpenCV(4.13.0) alloc.cpp:73: error: (-4:Insufficient memory) Failed to allocate 9 bytes"
      })
  void shouldKnowWhatLibrariesSay(String message) {
    assertThat(OutOfMemory.is(new IllegalStateException(message))).isTrue();
  }

  @Test
  void shouldKnowTheMachinesOwnBehindAnotherException() {
    assertThat(OutOfMemory.is(new CompletionException(new OutOfMemoryError("Java heap space"))))
        .isTrue();
  }

  @Test
  void shouldNotTakeOtherFailuresForIt() {
    assertThat(OutOfMemory.is(new IllegalArgumentException("the crop has 3 of 4 landmarks")))
        .isFalse();
    assertThat(OutOfMemory.is(new IllegalStateException((String) null))).isFalse();
    assertThat(OutOfMemory.is(new UnsatisfiedLinkError("no torch"))).isFalse();
  }
}
