package dev.gradaudit.reduction;

import java.util.List;
import java.util.Optional;

/** The profiles. A new one is a class and a line here. */
public final class Profiles {
  private static final List<ProfileFamily> FAMILIES =
      List.of(
          ProfileFamily.single(TorchProfile.NATIVE),
          ProfileFamily.single(TorchProfile.STRICT),
          ProfileFamily.single(NumpyProfile.INSTANCE),
          ProfileFamily.single(BlasProfile.MKL_AVX512),
          ProfileFamily.single(BlasProfile.MKL_STRICT_AVX512),
          ProfileFamily.single(BlasProfile.MKL_STRICT_AVX2),
          ProfileFamily.single(BlasProfile.OPENBLAS_SKX),
          ProfileFamily.numbered("cuda-reduce", GpuProfile.USUAL_PROCESSORS, GpuProfile::reduce),
          ProfileFamily.single(GpuProfile.atomic()),
          ProfileFamily.single(GpuProfile.atomicByWarp()),
          ProfileFamily.numbered("splitk", 0, SplitProfile::new),
          ProfileFamily.numbered("nccl-ring", 0, BatchProfile::ring),
          ProfileFamily.numbered("nccl-tree", 0, ranks -> BatchProfile.tree(ranks, false)),
          ProfileFamily.numbered("ddp", 0, BatchProfile::distributed),
          ProfileFamily.numbered("microbatch", 0, BatchProfile::microbatch));

  private Profiles() {}

  /** What each profile claims. */
  public static List<Profile.Claim> claims() {
    return FAMILIES.stream().map(ProfileFamily::claim).toList();
  }

  /** The profile of a word of an order; empty where it is none. */
  static Optional<Profile> parse(String word) throws OrderSyntaxException {
    int colon = word.indexOf(':');
    String name = colon < 0 ? word : word.substring(0, colon);
    for (ProfileFamily family : FAMILIES) {
      if (family.name().equals(name)) {
        return Optional.of(family.parse(word, colon));
      }
    }
    return Optional.empty();
  }
}
