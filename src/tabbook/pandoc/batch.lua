-- Jobs in on standard input, their results out, until the input ends: one pandoc for many texts, a refused one harms no
-- other. Both are a line of JSON that says how many bytes each text has, and the texts after it as they are: in JSON
-- they would be written and read letter by letter.
-- A job is {kind = "parse" | "write" | "cite" | "keys", size, format, bibliography, style}, a result {is_done, size}.

local function references_of(file)
  local handle = assert(io.open(file, "r"))
  local text = handle:read("a")
  handle:close()
  return pandoc.read(text, "bibtex").meta.references
end

local kinds = {}

function kinds.parse(job)
  return pandoc.write(pandoc.read(job.text, job.format), "json")
end

function kinds.write(job)
  local options = pandoc.WriterOptions({ wrap_text = "none", html_math_method = "mathml" })
  return pandoc.write(pandoc.read(job.text, "json"), job.format, options)
end

function kinds.keys(job)
  local keys = {}
  for index, reference in ipairs(references_of(job.bibliography)) do
    keys[index] = pandoc.utils.stringify(reference.id)
  end
  return pandoc.json.encode(keys)
end

function kinds.cite(job)
  local document = pandoc.read(job.text, "markdown-smart")
  document.meta.references = references_of(job.bibliography)
  document.meta.csl = job.style
  document.meta["link-citations"] = true
  return pandoc.write(pandoc.utils.citeproc(document), "json")
end

for line in io.lines() do
  local jobs, results, texts = pandoc.json.decode(line, false), {}, {}
  for _, job in ipairs(jobs) do
    job.text = job.size > 0 and io.read(job.size) or ""  -- To read nothing would wait for more to come.
  end
  for index, job in ipairs(jobs) do
    local is_done, result = pcall(kinds[job.kind], job)
    texts[index] = tostring(result)
    results[index] = { is_done = is_done, size = #texts[index] }
  end
  io.write(pandoc.json.encode(results), "\n", table.concat(texts))
  io.flush()
end
