package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.tensor.Shape;
import java.util.Arrays;

/**
 * The three maps between an image {@code [N, C, H, W]}, weights {@code [D, C/groups, h, w]} and a
 * result {@code [N, D, P, Q]}: each is one matrix product for each group, so that each element is a
 * single sum. What lies outside of an image is 0 and is a term of the sum like any other.
 *
 * @param in height and width of the image
 * @param out height and width of the result
 */
record Convolution(
    int batch, int groups, int inChannels, int outChannels, int[] in, int[] out, Window window) {

  /** The result, from an image and weights: sums over channels, rows and columns of the window. */
  Value result(Arithmetic math, Value image, Value weights) {
    Value columns =
        math.gather(image, windows(false), Shape.of(groups, taps(inPerGroup()), places()));
    Value rows = math.reshape(weights, Shape.of(groups, outPerGroup(), taps(inPerGroup())));
    return batchFirst(math, math.matmul(rows, columns), outChannels, out);
  }

  /** The gradient of the weights: sums over the batch and the places. */
  Value weightGradient(Arithmetic math, Value image, Value grad) {
    Value columns =
        math.gather(image, windows(true), Shape.of(groups, places(), taps(inPerGroup())));
    Value rows =
        math.reshape(
            channelsFirst(math, grad, outChannels, out), Shape.of(groups, outPerGroup(), places()));
    return math.reshape(math.matmul(rows, columns), weightShape());
  }

  /** The gradient of the image: sums over the result's channels and the taps that saw the pixel. */
  Value imageGradient(Arithmetic math, Value grad, Value weights) {
    int pixels = batch * in[0] * in[1];
    int taps = taps(outPerGroup());
    Value columns = math.gather(grad, sightings(), Shape.of(groups, taps, pixels));
    int kernel = window.kernel()[0] * window.kernel()[1];
    Value split = math.reshape(weights, Shape.of(groups, outPerGroup(), inPerGroup(), kernel));
    Value rows =
        math.reshape(math.permute(split, 0, 2, 1, 3), Shape.of(groups, inPerGroup(), taps));
    return batchFirst(math, math.matmul(rows, columns), inChannels, in);
  }

  private Shape weightShape() {
    return Shape.of(outChannels, inPerGroup(), window.kernel()[0], window.kernel()[1]);
  }

  private int inPerGroup() {
    return inChannels / groups;
  }

  private int outPerGroup() {
    return outChannels / groups;
  }

  private int taps(int channels) {
    return channels * window.kernel()[0] * window.kernel()[1];
  }

  private int places() {
    return batch * out[0] * out[1];
  }

  /** From {@code [groups, channels/groups, N·H·W]} to {@code [N, channels, H, W]}. */
  private Value batchFirst(Arithmetic math, Value x, int channels, int[] extents) {
    Value split = math.reshape(x, Shape.of(channels, batch, extents[0] * extents[1]));
    Value moved = batch == 1 ? split : math.permute(split, 1, 0, 2);
    return math.reshape(moved, Shape.of(batch, channels, extents[0], extents[1]));
  }

  private Value channelsFirst(Arithmetic math, Value x, int channels, int[] extents) {
    Value split = math.reshape(x, Shape.of(batch, channels, extents[0] * extents[1]));
    return batch == 1 ? split : math.permute(split, 1, 0, 2);
  }

  /**
   * Where each tap of each place lies in the image, −1 outside: {@code [groups, taps, places]}.
   *
   * @param placesFirst as {@code [groups, places, taps]} instead
   */
  private int[] windows(boolean placesFirst) {
    int kernel = window.kernel()[0] * window.kernel()[1];
    int taps = taps(inPerGroup());
    int places = places();
    int[] positions = new int[groups * taps * places];
    for (int channel = 0; channel < inChannels; channel++) {
      int group = channel / inPerGroup();
      for (int element = 0; element < kernel; element++) {
        int tap = channel % inPerGroup() * kernel + element;
        int y = element / window.kernel()[1];
        int x = element % window.kernel()[1];
        int to = placesFirst ? group * taps * places + tap : (group * taps + tap) * places;
        int step = placesFirst ? taps : 1;
        for (int sample = 0; sample < batch; sample++) {
          int plane = (sample * inChannels + channel) * in[0] * in[1];
          for (int row = 0; row < out[0]; row++) {
            int h = window.at(0, row, y);
            boolean inside = h >= 0 && h < in[0];
            for (int column = 0; column < out[1]; column++, to += step) {
              int w = window.at(1, column, x);
              positions[to] = inside && w >= 0 && w < in[1] ? plane + h * in[1] + w : -1;
            }
          }
        }
      }
    }
    return positions;
  }

  /**
   * For each pixel and tap the place of the result whose tap saw it, −1 for none: {@code [groups,
   * taps, pixels]}, the taps over the result's channels.
   */
  private int[] sightings() {
    int kernel = window.kernel()[0] * window.kernel()[1];
    int pixels = batch * in[0] * in[1];
    int[] positions = new int[outChannels * kernel * pixels];
    int to = 0;
    for (int channel = 0; channel < outChannels; channel++) {
      for (int element = 0; element < kernel; element++) {
        int[] rows = places(0, element / window.kernel()[1]);
        int[] columns = places(1, element % window.kernel()[1]);
        for (int sample = 0; sample < batch; sample++) {
          int plane = (sample * outChannels + channel) * out[0] * out[1];
          for (int h = 0; h < in[0]; h++) {
            for (int w = 0; w < in[1]; w++) {
              boolean seen = rows[h] >= 0 && columns[w] >= 0;
              positions[to++] = seen ? plane + rows[h] * out[1] + columns[w] : -1;
            }
          }
        }
      }
    }
    return positions;
  }

  /** For each coordinate of the image the place at which this element of the window covers it. */
  private int[] places(int dim, int element) {
    int[] places = new int[in[dim]];
    Arrays.fill(places, -1);
    for (int place = 0; place < out[dim]; place++) {
      int covered = window.at(dim, place, element);
      if (covered >= 0 && covered < in[dim]) {
        places[covered] = place;
      }
    }
    return places;
  }
}
