package dev.relievo.model;

/** Index lists of the 468-point scheme, and the 68 iBUG points in terms of it. */
final class LandmarkScheme {

  /** Right eye: from the outer corner over the upper lid, then back along the lower one. */
  static final int[] RIGHT_EYE = {
    33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7
  };

  /** Left eye, the mirror of the right. */
  static final int[] LEFT_EYE = {
    263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249
  };

  /** Where the lips meet: from the left corner over the upper lip, then along the lower one. */
  static final int[] INNER_LIPS = {
    308, 415, 310, 311, 312, 13, 82, 81, 80, 191, 78, 95, 88, 178, 87, 14, 317, 402, 318, 324
  };

  /** The lips' outer border, in the same order. */
  static final int[] OUTER_LIPS = {
    291, 409, 270, 269, 267, 0, 37, 39, 40, 185, 61, 146, 91, 181, 84, 17, 314, 405, 321, 375
  };

  static final int[] RIGHT_BROW = {70, 63, 105, 66, 107, 55, 65, 52, 53, 46};
  static final int[] LEFT_BROW = {300, 293, 334, 296, 336, 285, 295, 282, 283, 276};

  /** Bridge to wings to the base of the nose. */
  static final int[] NOSE = {
    168, 193, 245, 188, 174, 217, 126, 142, 129, 98, 97, 2, 326, 327, 358, 371, 355, 437, 399, 412,
    465, 417
  };

  /**
   * iBUG's 68 points (Sagonas et al., 300 Faces in the Wild, 2013) in its order, each the mean of
   * one or two of the 468. The pairing is the one in common use between the two schemes.
   */
  static final int[][] IBUG_68 = {
    {127},
    {234},
    {93},
    {132, 58},
    {58, 172},
    {136},
    {150},
    {176},
    {152},
    {400},
    {379},
    {365},
    {397, 288},
    {361},
    {323},
    {454},
    {356},
    {70},
    {63},
    {105},
    {66},
    {107},
    {336},
    {296},
    {334},
    {293},
    {300},
    {168, 6},
    {197, 195},
    {5},
    {4},
    {75},
    {97},
    {2},
    {326},
    {305},
    {33},
    {160},
    {158},
    {133},
    {153},
    {144},
    {362},
    {385},
    {387},
    {263},
    {373},
    {380},
    {61},
    {39},
    {37},
    {0},
    {267},
    {269},
    {291},
    {321},
    {314},
    {17},
    {84},
    {91},
    {78},
    {82},
    {13},
    {312},
    {308},
    {317},
    {14},
    {87}
  };

  private LandmarkScheme() {}
}
