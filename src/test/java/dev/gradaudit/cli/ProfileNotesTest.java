package dev.gradaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a profile does not sum as its library does, the report says so. */
final class ProfileNotesTest {
  /** The batch has 32 samples. */
  @ParameterizedTest
  @CsvSource({
    "microbatch:2, ''",
    "microbatch:5, a batch that 5 does not divide",
    "nccl-ring:4, ''",
    "nccl-tree:3, a batch that 3 does not divide",
    "ddp:64, a batch that 64 does not divide"
  })
  void aBatchThatThePartsDoNotDivideIsNamed(String order, String note) {
    Cli.Result result =
        Cli.shipped().with("run", "scenarios/batch_loss.json", "--orders", order, "--threads", "1");
    String page = result.out().replaceAll("\\s+", " ");
    assertThat(page.contains("does not divide")).isEqualTo(!note.isEmpty());
    assertThat(page).contains(note);
  }
}
