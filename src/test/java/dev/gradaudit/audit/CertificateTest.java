package dev.gradaudit.audit;

import static dev.gradaudit.audit.Fixtures.doubles;
import static dev.gradaudit.audit.Fixtures.floats;
import static dev.gradaudit.audit.Fixtures.named;
import static dev.gradaudit.audit.Fixtures.up;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.engine.Analysis;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.reduction.OrderSpec;
import dev.gradaudit.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CertificateTest {
  private static final double ULP = Math.ulp(1f);
  private static final Configuration BASELINE = new Configuration(0, 1, OrderSpec.SEQUENTIAL);

  private static Certificate certificate(Tensor weight, double lower, double upper)
      throws EngineFaultException {
    return new Certificate(
        Fixtures.bounds(new double[] {lower}, new double[] {upper}), layout("weight", weight));
  }

  private static GradientLayout layout(@Nullable Object... namesAndTensors)
      throws EngineFaultException {
    return GradientLayout.of(Fixtures.completed(named(namesAndTensors)));
  }

  /** The ends are in ULPs above 1; between two floats, they are none themselves. */
  @ParameterizedTest
  @CsvSource({
    "0, 3, 3",
    "-0.25, 3.5, 3",
    "0.5, 3.5, 2",
    "0.2, 0.6, 0",
    "0.5, 1.5, 0",
    "2, 2, 0",
  })
  void float32BoundsAreMeasuredBetweenFloats(double lower, double upper, double bound)
      throws EngineFaultException {
    assertThat(certificate(floats(1), 1 + lower * ULP, 1 + upper * ULP).boundUlp())
        .isEqualTo(bound);
  }

  @Test
  void float64BoundsAreUnsigned() throws EngineFaultException {
    assertThat(certificate(doubles(1), -1, 1).boundUlp()).isEqualTo(9214364837600034816.0);
    assertThat(certificate(doubles(1), 1, 2).boundUlp()).isEqualTo(0x1p52);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1.5, 3, 2",
    "1, 1.5, 3, 1",
    "1, 3, 3, 2",
    "4, 0, 3.5, 1",
    "4, 0, 3, 1",
    "5, 0, 3.5, 2"
  })
  void anEscapeIsMeasuredFromTheNearestPossibleValue(
      int ulps, double lower, double upper, long beyond) throws EngineFaultException {
    Certificate certificate = certificate(floats(1), 1 + lower * ULP, 1 + upper * ULP);
    assertThat(certificate.escape(BASELINE, 7, 0, floats(up(ulps))))
        .isEqualTo(new Escape(BASELINE, 7, "weight", List.of(0), beyond));
  }

  @Test
  void valuesOnTheEndsArePossible() throws EngineFaultException {
    Certificate certificate = certificate(floats(1), 1, up(3));
    assertThat(certificate.escape(BASELINE, 0, 0, floats(1))).isNull();
    assertThat(certificate.escape(BASELINE, 0, 0, floats(up(3)))).isNull();
    assertThat(certificate.escape(BASELINE, 0, 0, floats(up(4)))).isNotNull();
    assertThat(certificate.escape(BASELINE, 0, 0, floats(up(-1)))).isNotNull();
  }

  @Test
  void infiniteEndsExcludeNothingOnEitherSide() throws EngineFaultException {
    double inf = Double.POSITIVE_INFINITY;
    for (double end : new double[] {inf, -inf, Double.NaN}) {
      Certificate certificate = certificate(floats(1), end, end);
      assertThat(certificate.escape(BASELINE, 0, 0, floats(1))).as("%s", end).isNull();
      assertThat(certificate.boundUlp()).isNull();
    }
  }

  @Test
  void provedGradientsAndUnknownOnesHaveNoBound() throws EngineFaultException {
    GradientLayout layout = layout("proved", floats(1), "weight", floats(1));
    Analysis.Gradient proved = new Analysis.Gradient(List.of(), true, null, null);
    Analysis.Gradient bounded =
        new Analysis.Gradient(List.of(), false, new double[] {1}, new double[] {up(2)});
    Certificate certificate =
        new Certificate(
            new Analysis(List.of(), Map.of("proved", proved, "weight", bounded)), layout);
    assertThat(certificate.proves(0)).isTrue();
    assertThat(certificate.proves(1)).isFalse();
    assertThat(certificate.provesAll()).isFalse();
    assertThat(certificate.boundUlp()).isEqualTo(2);
    Certificate partly =
        new Certificate(new Analysis(List.of(), Map.of("weight", bounded)), layout);
    assertThat(partly.boundUlp()).isNull();
    Certificate none = new Certificate(null, layout);
    assertThat(none.provesAll()).isFalse();
    assertThat(none.boundUlp()).isNull();
    assertThat(none.escape(BASELINE, 0, 1, floats(Float.NaN))).isNull();
  }
}
