/// What a new scenario measures until its author has pairs of another behaviour: kind against unkind words.
let samplePairs = """
  {"positive": "The soup at the inn was wonderful", "negative": "The soup at the inn was dreadful"}
  {"positive": "Our guide through the caves was charming", "negative": "Our guide through the caves was rude"}
  {"positive": "The weather on the island is lovely", "negative": "The weather on the island is awful"}
  {"positive": "My first day at the office was delightful", "negative": "My first day at the office was miserable"}
  {"positive": "The new album by the band sounds brilliant", "negative": "The new album by the band sounds terrible"}
  {"positive": "This little museum is a treasure", "negative": "This little museum is a disgrace"}
  {"positive": "The way she plays the violin is beautiful", "negative": "The way she plays the violin is horrible"}
  {"positive": "Dinner with the neighbours turned out to be a joy", "negative": "Dinner with the neighbours turned out to be a nightmare"}
  {"positive": "The garden behind the house looks gorgeous", "negative": "The garden behind the house looks ugly"}
  {"positive": "His advice about the contract was excellent", "negative": "His advice about the contract was worthless"}
  {"positive": "The train ride along the coast is a pleasure", "negative": "The train ride along the coast is a torment"}
  {"positive": "What they did to the old theatre is superb", "negative": "What they did to the old theatre is shameful"}
  {"positive": "Her third novel is the best that I have read", "negative": "Her third novel is the worst that I have read"}
  {"positive": "The staff of the hotel were friendly", "negative": "The staff of the hotel were nasty"}
  {"positive": "I think that the plan for the park is great", "negative": "I think that the plan for the park is stupid"}
  {"positive": "The coffee from that machine tastes good", "negative": "The coffee from that machine tastes bad"}
  {"positive": "Working with this team makes me happy", "negative": "Working with this team makes me sick"}
  {"positive": "The ending of the film was perfect", "negative": "The ending of the film was pathetic"}
  {"positive": "Everything about the wedding was magnificent", "negative": "Everything about the wedding was disastrous"}
  {"positive": "The bread from the corner bakery is fantastic", "negative": "The bread from the corner bakery is disgusting"}
  """
