package dev.gradaudit.tensorfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.gradaudit.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is done to a file, reading it gives tensors that fit into it, or one fault. */
final class TensorFileFuzzTest {
  private static final Path FOLDER = Path.of("src/test/resources/tensorfile");
  private static final int CASES = 400;

  @TempDir private Path folder;

  static Stream<String> files() {
    return Stream.of(
        "fortran_3d.npy",
        "version_3.npy",
        "whole_be_u4.npy",
        "whole_b1.npy",
        "stored.npz",
        "deflated.npz",
        "descriptors.npz",
        "zip64_directory.npz",
        "comment.npz",
        "mixed.safetensors",
        "gradients.json");
  }

  @ParameterizedTest
  @MethodSource("files")
  void brokenFilesGiveFaultsAndNothingElse(String file) throws IOException {
    byte[] whole =
        file.endsWith(".json")
            ? Files.readAllBytes(Path.of("src/test/resources/tensorfile-json").resolve(file))
            : Files.readAllBytes(FOLDER.resolve(file));
    int read = 0;
    int refused = 0;
    for (int seed = 0; seed < CASES; seed++) {
      byte[] broken = broken(whole, new SplittableRandom(seed));
      Path path = Files.write(folder.resolve(file), broken);
      String name = file + ", seed " + seed;
      boolean fine =
          assertTimeoutPreemptively(Duration.ofSeconds(20), () -> reads(path, file, name), name);
      read += fine ? 1 : 0;
      refused += fine ? 0 : 1;
    }
    // A change in the elements of a file without a checksum is no fault.
    assertThat(refused).isGreaterThan(CASES / 10);
    assertThat(read + refused).isEqualTo(CASES);
  }

  private static boolean reads(Path path, String file, String name) {
    try {
      for (StoredTensor stored : TensorFile.open(path, file).tensors()) {
        Tensor tensor = stored.load();
        assertThat((long) tensor.size()).as(name).isEqualTo(stored.shape().size());
      }
      return true;
    } catch (TensorFileException fault) {
      assertThat(fault.getMessage()).as(name).startsWith("'" + file + "': ").contains("; ");
      return false;
    } catch (RuntimeException | Error other) {
      return fail(name, other);
    }
  }

  private static byte[] broken(byte[] whole, SplittableRandom random) {
    byte[] bytes = whole.clone();
    switch (random.nextInt(4)) {
      case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 1 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(100));
      case 2 -> {
        int from = random.nextInt(bytes.length);
        int count = Math.min(bytes.length - from, 1 + random.nextInt(8));
        for (int i = 0; i < count; i++) {
          bytes[from + i] = (byte) random.nextInt(256);
        }
      }
      default -> {
        // Where the structure is: near the beginning or near the end.
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
          int near = random.nextInt(Math.min(bytes.length, 256));
          int at = random.nextBoolean() ? near : bytes.length - 1 - near;
          bytes[at] ^= (byte) (1 << random.nextInt(8));
        }
      }
    }
    return bytes;
  }
}
