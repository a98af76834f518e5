/**
 * edgeward.h for the JVM: every function converts its arguments, calls the core and returns its
 * status. Buffers are direct and large enough; Core.kt sees to that. Names and signatures are those
 * of Native.kt: a difference fails when the library is loaded.
 */
#include <edgeward.h>
#include <jni.h>
#include <stdlib.h>

#ifdef EDGEWARD_BITMAPS
#include <android/bitmap.h>
#endif

namespace {

template <class T>
T* address(JNIEnv* env, jobject buffer) {
  return static_cast<T*>(env->GetDirectBufferAddress(buffer));
}

edgeward_points points_at(JNIEnv* env, jobject data, jint rows, jint cols) {
  return {address<const int32_t>(env, data), rows, cols};
}

/** The numbers come in the order of Task.kt. */
edgeward_task task_of(JNIEnv* env, jobject points, jobject scores, jintArray numbers) {
  jint n[14] = {};
  env->GetIntArrayRegion(numbers, 0, 14, n);
  edgeward_task task = {};
  task.points = points_at(env, points, n[0], n[1]);
  task.source = {n[2], n[3]};
  task.scores = {address<const float>(env, scores), EDGEWARD_FLOAT32, 1, n[4], n[5], n[6], n[7]};
  task.size = {n[8], n[9]};
  task.region = {n[10], n[11], n[12], n[13]};
  return task;
}

jint out_of_memory(JNIEnv* env) {
  env->ThrowNew(env->FindClass("java/lang/OutOfMemoryError"), "no scratch for an interpolation");
  return EDGEWARD_OK;
}

/** Calls an interpolate function with the scratch that it needs. */
template <class Interpolate>
jint with_workspace(JNIEnv* env, const edgeward_task& task, Interpolate interpolate) {
  const size_t bytes = edgeward_workspace_size(&task);
  void* workspace = malloc(bytes + 1);  // of 0 bytes it might be NULL, and hide the task's status
  if (workspace == nullptr) return out_of_memory(env);
  const edgeward_status status = interpolate(workspace, bytes);
  free(workspace);
  return status;
}

jstring message(JNIEnv* env, jclass, jint status) {
  return env->NewStringUTF(edgeward_status_message(static_cast<edgeward_status>(status)));
}

jint resize_grid(JNIEnv* env, jclass, jobject destination, jint rows, jint cols, jobject data,
                 jint grid_rows, jint grid_cols) {
  const edgeward_grid grid = {address<const float>(env, data), grid_rows, grid_cols};
  return edgeward_resize_grid(address<float>(env, destination), rows, cols, &grid);
}

jint grid_points(JNIEnv* env, jclass, jobject destination, jobject data, jint rows, jint cols,
                 jint height, jint width) {
  const edgeward_grid grid = {address<const float>(env, data), rows, cols};
  return edgeward_grid_points(address<int32_t>(env, destination), &grid, {height, width});
}

jint sample(JNIEnv* env, jclass, jobject destination, jobject data, jint height, jint width,
            jint pixel_stride, jint row_stride, jobject at, jint rows, jint cols) {
  const edgeward_picture picture = {
      address<const uint8_t>(env, data), {height, width}, pixel_stride, row_stride};
  const edgeward_points points = points_at(env, at, rows, cols);
  return edgeward_sample(address<uint8_t>(env, destination), &picture, &points);
}

jint sample_yuv(JNIEnv* env, jclass, jobject destination, jobject y, jobject u, jobject v,
                jint height, jint width, jint y_row_stride, jint chroma_row_stride,
                jint chroma_pixel_stride, jint matrix, jboolean full_range, jobject at, jint rows,
                jint cols) {
  const edgeward_yuv frame = {address<const uint8_t>(env, y),
                              address<const uint8_t>(env, u),
                              address<const uint8_t>(env, v),
                              {height, width},
                              y_row_stride,
                              chroma_row_stride,
                              chroma_pixel_stride,
                              static_cast<edgeward_matrix>(matrix),
                              full_range};
  const edgeward_points points = points_at(env, at, rows, cols);
  return edgeward_sample_yuv(address<uint8_t>(env, destination), &frame, &points);
}

jint labels(JNIEnv* env, jclass, jobject destination, jint row_stride, jobject points,
            jobject scores, jintArray numbers) {
  const edgeward_task task = task_of(env, points, scores, numbers);
  return with_workspace(env, task, [&](void* workspace, size_t bytes) {
    return edgeward_interpolate_labels(address<uint8_t>(env, destination), row_stride, &task,
                                       workspace, bytes);
  });
}

jint overlay(JNIEnv* env, jclass, jobject destination, jint row_stride, jobject points,
             jobject scores, jintArray numbers, jobject palette) {
  const edgeward_task task = task_of(env, points, scores, numbers);
  return with_workspace(env, task, [&](void* workspace, size_t bytes) {
    return edgeward_interpolate_overlay(address<uint32_t>(env, destination), row_stride, &task,
                                        address<const uint32_t>(env, palette), workspace, bytes);
  });
}

jint mask(JNIEnv* env, jclass, jobject destination, jint row_stride, jobject points, jobject scores,
          jintArray numbers, jint label) {
  const edgeward_task task = task_of(env, points, scores, numbers);
  return with_workspace(env, task, [&](void* workspace, size_t bytes) {
    return edgeward_interpolate_mask(address<uint8_t>(env, destination), EDGEWARD_UINT8, row_stride,
                                     &task, label, workspace, bytes);
  });
}

jint confidence(JNIEnv* env, jclass, jobject destination, jint row_stride, jobject points,
                jobject scores, jintArray numbers) {
  const edgeward_task task = task_of(env, points, scores, numbers);
  return with_workspace(env, task, [&](void* workspace, size_t bytes) {
    return edgeward_interpolate_confidence(address<uint8_t>(env, destination), EDGEWARD_UINT8,
                                           row_stride, &task, workspace, bytes);
  });
}

#ifdef EDGEWARD_BITMAPS
jobject lock_bitmap(JNIEnv* env, jclass, jobject bitmap, jlong bytes) {
  void* pixels = nullptr;
  if (AndroidBitmap_lockPixels(env, bitmap, &pixels) != ANDROID_BITMAP_RESULT_SUCCESS) {
    return nullptr;
  }
  const jobject buffer = env->NewDirectByteBuffer(pixels, bytes);
  if (buffer == nullptr) AndroidBitmap_unlockPixels(env, bitmap);
  return buffer;
}

void unlock_bitmap(JNIEnv* env, jclass, jobject bitmap) { AndroidBitmap_unlockPixels(env, bitmap); }
#endif

#define BUFFER "Ljava/nio/ByteBuffer;"

template <class Function>
JNINativeMethod method(const char* name, const char* signature, Function* function) {
  return {const_cast<char*>(name), const_cast<char*>(signature), reinterpret_cast<void*>(function)};
}

}  // namespace

extern "C" JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM* vm, void*) {
  JNIEnv* env = nullptr;
  if (vm->GetEnv(reinterpret_cast<void**>(&env), JNI_VERSION_1_6) != JNI_OK) return JNI_ERR;
  const jclass native = env->FindClass("dev/edgeward/core/Native");
  if (native == nullptr) return JNI_ERR;
  const JNINativeMethod methods[] = {
      method("message", "(I)Ljava/lang/String;", message),
      method("resizeGrid", "(" BUFFER "II" BUFFER "II)I", resize_grid),
      method("gridPoints", "(" BUFFER BUFFER "IIII)I", grid_points),
      method("sample", "(" BUFFER BUFFER "IIII" BUFFER "II)I", sample),
      method("sampleYuv", "(" BUFFER BUFFER BUFFER BUFFER "IIIIIIZ" BUFFER "II)I", sample_yuv),
      method("labels", "(" BUFFER "I" BUFFER BUFFER "[I)I", labels),
      method("overlay", "(" BUFFER "I" BUFFER BUFFER "[I" BUFFER ")I", overlay),
      method("mask", "(" BUFFER "I" BUFFER BUFFER "[II)I", mask),
      method("confidence", "(" BUFFER "I" BUFFER BUFFER "[I)I", confidence),
#ifdef EDGEWARD_BITMAPS
      method("lockBitmap", "(Ljava/lang/Object;J)" BUFFER, lock_bitmap),
      method("unlockBitmap", "(Ljava/lang/Object;)V", unlock_bitmap),
#endif
  };
  const jint count = static_cast<jint>(sizeof methods / sizeof methods[0]);
  return env->RegisterNatives(native, methods, count) == JNI_OK ? JNI_VERSION_1_6 : JNI_ERR;
}
