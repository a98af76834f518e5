// Bitmaps are Android's: without it, no object is one.

enum { BAD_PARAMETER = -1 };  // ANDROID_BITMAP_RESULT_BAD_PARAMETER

int AndroidBitmap_getInfo(void* env, void* bitmap, void* info) {
  (void)env, (void)bitmap, (void)info;
  return BAD_PARAMETER;
}

int AndroidBitmap_lockPixels(void* env, void* bitmap, void** pixels) {
  (void)env, (void)bitmap, (void)pixels;
  return BAD_PARAMETER;
}

int AndroidBitmap_unlockPixels(void* env, void* bitmap) {
  (void)env, (void)bitmap;
  return BAD_PARAMETER;
}
