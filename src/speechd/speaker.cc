#include "speechd/speaker.h"

#include <algorithm>
#include <cmath>

#include "prosody/prosody.h"

namespace boyin::speechd {
namespace {

/// Small enough to stop within a fifth of a second of sound, as the protocol's own modules send it.
constexpr std::size_t kChunkSamples = 4096;

std::vector<std::int16_t> ToInt16(const std::vector<float>& samples, double gain) {
  std::vector<std::int16_t> out(samples.size());
  std::ranges::transform(samples, out.begin(), [&](float sample) {
    return static_cast<std::int16_t>(std::lround(std::clamp(sample * gain, -1.0, 1.0) * 32767));
  });
  return out;
}

/// The sample at which what is written at `at` begins to be heard.
std::size_t SampleOf(std::size_t at, const normalise::Spoken& spoken, const prosody::Plan& plan,
                     const synthesise::Clip& clip) {
  for (const synthesise::Mark& mark : clip.marks) {
    const std::optional<Range> said = prosody::SpokenOf(plan.units[mark.unit]);
    if (said && spoken.WrittenFor(*said).end > at) return mark.sample;
  }
  return clip.samples.size();
}

}  // namespace

Speaker::Speaker(Reader& reader, ReplyWriter& replies)
    : reader_(reader), replies_(replies), thread_([this] { Run(); }) {}

Speaker::~Speaker() {
  {
    const std::scoped_lock lock(mutex_);
    closing_ = true;
    ask_ = Ask::kStop;
  }
  changed_.notify_all();
  thread_.join();
}

bool Speaker::idle() {
  const std::scoped_lock lock(mutex_);
  return !busy_;
}

void Speaker::Speak(MarkedText message, Delivery delivery) {
  {
    const std::scoped_lock lock(mutex_);
    busy_ = true;
    ask_ = Ask::kNone;
    job_ = {std::move(message), std::move(delivery)};
  }
  changed_.notify_all();
}

void Speaker::Stop() {
  const std::scoped_lock lock(mutex_);
  if (busy_) ask_ = Ask::kStop;
}

void Speaker::Pause() {
  const std::scoped_lock lock(mutex_);
  if (busy_ && ask_ == Ask::kNone) ask_ = Ask::kPause;
}

Speaker::Ask Speaker::asked() {
  const std::scoped_lock lock(mutex_);
  return ask_;
}

void Speaker::Run() {
  while (true) {
    std::optional<Job> job;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return job_.has_value() || closing_; });
      if (closing_) return;
      job = std::move(job_);
      job_.reset();
    }
    replies_.Line("701 BEGIN");
    Say(*job);
    Ask ask = Ask::kNone;
    {
      const std::scoped_lock lock(mutex_);
      ask = ask_;
      busy_ = false;
    }
    replies_.Line(ask == Ask::kStop ? "703 STOP" : ask == Ask::kPause ? "704 PAUSE" : "702 END");
  }
}

void Speaker::Say(const Job& job) {
  const normalise::Spoken spoken = reader_.normaliser.Normalise(job.message.text);
  const pronounce::Utterance utterance = reader_.pronouncer.Pronounce(spoken);
  const std::vector<prosody::Sentence> sentences = prosody::Phrase(utterance, job.delivery.voice);
  std::size_t next_mark = 0;
  for (const prosody::Sentence& sentence : sentences) {
    if (sentence.plan.units.empty()) continue;
    const bool last = &sentence == &sentences.back();
    if (!SaySentence(job, spoken, sentence, last, next_mark)) return;
  }
  for (; next_mark < job.message.marks.size() && asked() == Ask::kNone; ++next_mark) {
    replies_.IndexMark(job.message.marks[next_mark].name);
  }
}

bool Speaker::SaySentence(const Job& job, const normalise::Spoken& spoken,
                          const prosody::Sentence& sentence, bool last, std::size_t& next_mark) {
  if (asked() != Ask::kNone) return false;
  const Result<synthesise::Clip> clip = reader_.pool.Speak(job.delivery.voice, sentence.plan);
  // A sentence that no fresh engine can say is passed over: the next one is worth more to somebody
  // who cannot see the page than silence to the end of the message.
  if (!clip) return true;
  const std::vector<std::int16_t> samples = ToInt16(clip->samples, job.delivery.gain);
  const std::size_t end_of_text = spoken.WrittenFor(sentence.spoken).end;
  std::size_t sent = 0;
  while (next_mark < job.message.marks.size() && job.message.marks[next_mark].at < end_of_text) {
    const IndexMark& mark = job.message.marks[next_mark];
    const std::size_t at = std::max(sent, SampleOf(mark.at, spoken, sentence.plan, *clip));
    if (!SendAudio(samples, sent, at, clip->sample_rate_hz)) return false;
    sent = at;
    replies_.IndexMark(mark.name);
    ++next_mark;
    if (asked() != Ask::kNone) return false;
  }
  if (!SendAudio(samples, sent, samples.size(), clip->sample_rate_hz)) return false;
  if (last) return true;
  const std::vector<std::int16_t> pause(static_cast<std::size_t>(sentence.pause_after_ms) *
                                        static_cast<std::size_t>(clip->sample_rate_hz) / 1000);
  return SendAudio(pause, 0, pause.size(), clip->sample_rate_hz);
}

bool Speaker::SendAudio(const std::vector<std::int16_t>& samples, std::size_t begin,
                        std::size_t end, int sample_rate_hz) {
  while (begin < end) {
    // A pause waits for the end of the sentence, which the message goes on from.
    if (asked() == Ask::kStop) return false;
    const std::size_t next = std::min(end, begin + kChunkSamples);
    replies_.Audio(std::span(samples).subspan(begin, next - begin), sample_rate_hz);
    begin = next;
  }
  return true;
}

}  // namespace boyin::speechd
