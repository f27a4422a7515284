package dev.gradaudit.tensorfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.tensor.ElementBits;
import dev.gradaudit.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that NumPy wrote, against the elements that it says are in them. */
final class NumpyFilesTest {
  private static final Path FOLDER = Path.of("src/test/resources/tensorfile");

  /** A line of elements.txt. */
  private record Expected(String file, String name, String type, List<Integer> shape, long[] bits) {
    static Expected of(String line) {
      String[] cells = line.split("\\|", -1);
      return new Expected(
          cells[0],
          cells[1],
          cells[2],
          numbers(cells[3]),
          Arrays.stream(cells[4].split(" "))
              .filter(text -> !text.isEmpty())
              .mapToLong(text -> Long.parseUnsignedLong(text, 16))
              .toArray());
    }

    private static List<Integer> numbers(String text) {
      return Arrays.stream(text.split(","))
          .filter(number -> !number.isEmpty())
          .map(Integer::valueOf)
          .toList();
    }

    StoredTensor stored() throws TensorFileException {
      TensorFile opened = TensorFile.open(FOLDER.resolve(file), file);
      return opened.tensors().stream()
          .filter(tensor -> tensor.name().equals(name))
          .findFirst()
          .orElseThrow();
    }

    @Override
    public String toString() {
      return file + "#" + name;
    }
  }

  static Stream<Expected> tensors() throws IOException {
    return Files.readAllLines(FOLDER.resolve("elements.txt")).stream().map(Expected::of);
  }

  @ParameterizedTest
  @MethodSource("tensors")
  void hasTheElementsThatNumpyWrote(Expected expected) throws IOException {
    StoredTensor stored = expected.stored();
    assertThat(stored.typeLabel()).isEqualTo(expected.type());
    Tensor tensor = stored.load();
    assertThat(Arrays.stream(tensor.shape().extents()).boxed().toList())
        .isEqualTo(expected.shape());
    for (int i = 0; i < tensor.size(); i++) {
      assertThat(tensor.bitsAt(i)).as("element %d", i).isEqualTo(expected.bits()[i]);
    }
    assertThat(tensor.size()).isEqualTo(expected.bits().length);
  }

  @ParameterizedTest
  @MethodSource("tensors")
  void canBeReadFromEveryElementOn(Expected expected) throws IOException {
    StoredTensor stored = expected.stored();
    int size = expected.bits().length;
    for (int first = 0; first < size; first++) {
      try (ElementBits.Reader reader = stored.open(first, size)) {
        for (int i = first; i < size; i += 3) {
          int count = Math.min(3, size - i);
          ByteBuffer block = reader.next(count);
          assertThat(block.remaining()).isEqualTo(count * stored.dtype().bytes());
          for (int j = 0; j < count; j++) {
            assertThat(bits(block, stored.dtype().bytes(), j)).isEqualTo(expected.bits()[i + j]);
          }
        }
      }
    }
  }

  private static long bits(ByteBuffer block, int width, int index) {
    int at = block.position() + index * width;
    return switch (width) {
      case 2 -> block.getShort(at) & 0xffffL;
      case 4 -> block.getInt(at) & 0xffffffffL;
      default -> block.getLong(at);
    };
  }

  @Test
  void everyFileAndEveryTensorIsExpected() throws IOException {
    Set<String> expected = new TreeSet<>(tensors().map(Expected::toString).toList());
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path path : files.sorted().toList()) {
        String file = path.getFileName().toString();
        if (TensorFileFormat.of(file).isPresent()) {
          for (StoredTensor tensor : TensorFile.open(path, file).tensors()) {
            found.add(file + "#" + tensor.name());
          }
        }
      }
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(found.stream().map(name -> name.replaceAll("#.*", "")).collect(Collectors.toSet()))
        .hasSizeGreaterThan(25);
  }
}
