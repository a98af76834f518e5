// Threads that wait for work, and what the times of many runs come to.
#ifndef EDGEWARD_TOOLS_TIMING_H_
#define EDGEWARD_TOOLS_TIMING_H_

#include <algorithm>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <numeric>
#include <thread>
#include <vector>

namespace bench {

// Runs a job on all its threads at once, the calling one included. The others live as long as the
// crew: starting them anew would take longer than a small job does.
class Crew {
 public:
  explicit Crew(int32_t threads) {
    for (int32_t i = 1; i < threads; ++i) others_.emplace_back([this, i] { work(i); });
  }

  ~Crew() {
    post({});
    for (std::thread& other : others_) other.join();
  }

  int32_t size() const { return static_cast<int32_t>(others_.size()) + 1; }

  // Calls job(i) for every i below size(), each on a thread; returns when all have.
  void run(const std::function<void(int32_t)>& job) {
    post(job);
    job(0);
    std::unique_lock<std::mutex> lock(mutex_);
    done_.wait(lock, [this] { return busy_ == 0; });
  }

 private:
  void post(const std::function<void(int32_t)>& job) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      job_ = job, busy_ = others_.size(), ++round_;
    }
    begin_.notify_all();
  }

  void work(int32_t index) {
    for (uint64_t seen = 0;;) {
      std::unique_lock<std::mutex> lock(mutex_);
      begin_.wait(lock, [&] { return round_ != seen; });
      seen = round_;
      if (!job_) return;
      lock.unlock();
      job_(index);
      lock.lock();
      if (--busy_ == 0) done_.notify_one();
    }
  }

  std::mutex mutex_;
  std::condition_variable begin_, done_;
  std::function<void(int32_t)> job_;
  size_t busy_ = 0;
  uint64_t round_ = 0;
  std::vector<std::thread> others_;
};

template <typename Work>
double elapsed_ms(Work&& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

// Milliseconds. Names and definitions are those of LiteRT's benchmark_litert_model: the deviation
// is the sample's, percentiles are interpolated linearly.
struct Latency {
  double warmup_first, avg, min, max, median, std, p5, p95;
  size_t runs;
};

inline double percentile(const std::vector<double>& sorted, double percent) {
  const double at = static_cast<double>(sorted.size() - 1) * percent / 100;
  const auto below = static_cast<size_t>(at);
  const size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

inline Latency summarize(double warmup_first, std::vector<double> ms) {
  std::sort(ms.begin(), ms.end());
  const auto count = static_cast<double>(ms.size());
  const double avg = std::accumulate(ms.begin(), ms.end(), 0.0) / count;
  double squares = 0;
  for (const double value : ms) squares += (value - avg) * (value - avg);
  return {warmup_first,       avg,
          ms.front(),         ms.back(),
          percentile(ms, 50), ms.size() > 1 ? std::sqrt(squares / (count - 1)) : 0,
          percentile(ms, 5),  percentile(ms, 95),
          ms.size()};
}

}  // namespace bench

#endif
